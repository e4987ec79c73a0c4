package io.runpaths.s3;

import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;

/**
 * Lets deletions of many objects, which must bear a checksum, bear an MD5 in place of the CRC-32
 * that the SDK's client takes: old servers want the one, some refuse the other, and Amazon takes
 * both. The SDK's own plugin for this sends both at once.
 */
final class OldChecksums implements ExecutionInterceptor {
  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    if (!(context.request() instanceof DeleteObjectsRequest) || context.requestBody().isEmpty()) {
      return context.httpRequest();
    }
    try (InputStream body = context.requestBody().get().contentStreamProvider().newStream()) {
      byte[] document = body.readAllBytes();
      String md5 = Payload.of(document, document.length).md5();
      attributes.putAttribute(SdkExecutionAttribute.RESOLVED_CHECKSUM_SPECS, null);
      return context.httpRequest().copy(request -> request.putHeader("Content-MD5", md5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
