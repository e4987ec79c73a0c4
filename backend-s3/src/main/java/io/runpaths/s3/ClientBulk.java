package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.remote.Payload;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The bulk calls by the SDK's client. */
final class ClientBulk implements Bulk {
  private static final String OCTETS = "application/octet-stream";

  private final Supplier<S3Client> client;
  private final String bucket;

  /**
   * Calls by a client.
   *
   * @param client makes the client, once
   */
  ClientBulk(Supplier<S3Client> client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public SdkHttpResponse put(String key, Map<String, String> headers, Payload body) {
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .overrideConfiguration(with(headers))
            .build();
    return client.get().putObject(request, sent(body)).sdkHttpResponse();
  }

  @Override
  public SdkHttpResponse uploadPart(
      String key, String uploadId, int number, Map<String, String> headers, Payload body) {
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(bucket)
            .key(key)
            .uploadId(uploadId)
            .partNumber(number)
            .overrideConfiguration(with(headers))
            .build();
    return client.get().uploadPart(request, sent(body)).sdkHttpResponse();
  }

  @Override
  public Got get(String key, Map<String, String> headers) {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .overrideConfiguration(with(headers))
            .build();
    ResponseInputStream<GetObjectResponse> answer =
        client.get().getObject(request, ResponseTransformer.toInputStream());
    return new Got(
        answer.response().sdkHttpResponse(), AbortableInputStream.create(answer, answer));
  }

  @Override
  public Copied copy(Location source, String key, Map<String, String> headers)
      throws NotS3Exception {
    CopyObjectRequest request =
        CopyObjectRequest.builder()
            .destinationBucket(bucket)
            .destinationKey(key)
            .sourceBucket(source.authority())
            .sourceKey(source.path())
            .overrideConfiguration(with(headers))
            .build();
    CopyObjectResponse answer = client.get().copyObject(request);
    CopyObjectResult result = answer.copyObjectResult();
    return new Copied(
        answer.sdkHttpResponse(), Answers.required(result == null ? null : result.eTag(), "ETag"));
  }

  @Override
  public SdkHttpResponse head(String key, Map<String, String> headers) {
    if (key.isEmpty()) {
      return client
          .get()
          .headBucket(head -> head.bucket(bucket).overrideConfiguration(with(headers)))
          .sdkHttpResponse();
    }
    return client
        .get()
        .headObject(head -> head.bucket(bucket).key(key).overrideConfiguration(with(headers)))
        .sdkHttpResponse();
  }

  @Override
  public SdkHttpResponse delete(String key, Map<String, String> headers) {
    return client
        .get()
        .deleteObject(it -> it.bucket(bucket).key(key).overrideConfiguration(with(headers)))
        .sdkHttpResponse();
  }

  @Override
  public ListingPage list(Map<String, String> query, Map<String, String> headers) {
    ListObjectsV2Response page =
        client
            .get()
            .listObjectsV2(
                list ->
                    list.bucket(bucket)
                        .prefix(query.get("prefix"))
                        .delimiter(query.get("delimiter"))
                        .encodingType(query.get("encoding-type"))
                        .maxKeys(Integer.valueOf(query.getOrDefault("max-keys", "1000")))
                        .startAfter(query.get("start-after"))
                        .continuationToken(query.get("continuation-token"))
                        .overrideConfiguration(with(headers)));
    return new ListingPage(
        page.contents().stream()
            .map(
                object ->
                    new ListingPage.Item(
                        object.key(), object.size(), object.lastModified(), object.eTag()))
            .toList(),
        page.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
        page.isTruncated(),
        page.nextContinuationToken());
  }

  private static RequestBody sent(Payload body) {
    return RequestBody.fromContentProvider(body::stream, body.size(), OCTETS);
  }

  static Consumer<AwsRequestOverrideConfiguration.Builder> with(Map<String, String> headers) {
    return configuration -> headers.forEach(configuration::putHeader);
  }
}
