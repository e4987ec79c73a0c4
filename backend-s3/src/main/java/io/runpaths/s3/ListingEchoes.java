package io.runpaths.s3;

import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Takes out of a listing what only repeats the question. The SDK decodes that like the names, but
 * some servers, Ceph among them, encode the names alone: then a prefix with a percent sign would
 * make it fail.
 */
final class ListingEchoes implements ExecutionInterceptor {
  @Override
  public SdkResponse modifyResponse(
      Context.ModifyResponse context, ExecutionAttributes attributes) {
    SdkResponse response = context.response();
    if (response instanceof ListObjectsV2Response listed) {
      return listed.toBuilder().prefix(null).delimiter(null).startAfter(null).build();
    }
    if (response instanceof ListMultipartUploadsResponse listed) {
      return listed.toBuilder().prefix(null).delimiter(null).keyMarker(null).build();
    }
    return response;
  }
}
