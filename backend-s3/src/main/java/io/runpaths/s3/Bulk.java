package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.remote.Payload;
import io.runpaths.spi.remote.ResumingStream;
import java.io.IOException;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The calls that carry bulk data or are made for every object, so few and small that they can be
 * made in more than one way: {@link DirectBulk} by the parts that the SDK's client is made of,
 * {@link ClientBulk} by the client itself. Both send and throw the same. Everything is said in S3's
 * own headers. One call is one request; a refusal is an {@link
 * software.amazon.awssdk.awscore.exception.AwsServiceException}, any other failure an {@link
 * IOException} or an {@link software.amazon.awssdk.core.exception.SdkException}. Safe for use by
 * several threads.
 */
interface Bulk {
  /**
   * PutObject.
   *
   * @param key the object's key in the bucket
   * @param headers S3's headers, all but length and signature
   * @param body the content
   * @return the answer
   */
  SdkHttpResponse put(String key, Map<String, String> headers, Payload body) throws IOException;

  /**
   * UploadPart.
   *
   * @param key the object's key in the bucket
   * @param uploadId the multipart upload
   * @param number the part's number, from 1
   * @param headers S3's headers, all but length and signature
   * @param body the content
   * @return the answer
   */
  SdkHttpResponse uploadPart(
      String key, String uploadId, int number, Map<String, String> headers, Payload body)
      throws IOException;

  /**
   * GetObject.
   *
   * @param key the object's key in the bucket
   * @param headers S3's headers, all but the signature
   * @return the answer, its stream open
   */
  Got get(String key, Map<String, String> headers) throws IOException;

  /**
   * CopyObject.
   *
   * @param source the object to copy: its bucket and its key there
   * @param key the new object's key in the bucket
   * @param headers S3's headers, all but source and signature
   * @return the answer
   * @throws IOException if there is no answer, or (as a {@link NotS3Exception}) no ETag in it
   */
  Copied copy(Location source, String key, Map<String, String> headers) throws IOException;

  /**
   * HeadObject or, without a key, HeadBucket.
   *
   * @param key the object's key in the bucket; empty for the bucket itself
   * @param headers S3's headers, all but the signature
   * @return the answer
   */
  SdkHttpResponse head(String key, Map<String, String> headers) throws IOException;

  /**
   * DeleteObject.
   *
   * @param key the object's key in the bucket
   * @param headers S3's headers, all but the signature
   * @return the answer
   */
  SdkHttpResponse delete(String key, Map<String, String> headers) throws IOException;

  /**
   * ListObjectsV2.
   *
   * @param query S3's parameters, by name
   * @param headers S3's headers, all but the signature
   * @return one page
   * @throws IOException if there is no answer, or (as a {@link NotS3Exception}) an unreadable one
   */
  ListingPage list(Map<String, String> query, Map<String, String> headers) throws IOException;

  /**
   * An open read.
   *
   * @param http status and headers
   * @param stream the bytes, to be closed or aborted
   */
  record Got(SdkHttpResponse http, AbortableInputStream stream) implements ResumingStream.Source {
    @Override
    public void abort() {
      stream.abort();
    }
  }

  /**
   * A finished copy.
   *
   * @param http status and headers
   * @param etag the new object's ETag
   */
  record Copied(SdkHttpResponse http, String etag) {}
}
