package io.runpaths.gcs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Files of credentials that no cloud knows.
 *
 * @param folder where they are written
 * @param tokens the server that gives out tokens for them
 */
record CredentialFiles(Path folder, URI tokens) {
  private static final String KEY = newKey();

  /** The key of a service account. */
  Path serviceAccount() throws IOException {
    return file(key());
  }

  /** Who acts as another account. */
  Path impersonated() throws IOException {
    return file(
        """
        {"type": "impersonated_service_account",
         "service_account_impersonation_url":
           "%s/v1/projects/-/serviceAccounts/runs@lab.iam.gserviceaccount.com:generateAccessToken",
         "source_credentials": %s}
        """
            .formatted(tokens, key()));
  }

  /** Who logged in by gcloud. */
  Path user() throws IOException {
    return file(
        """
        {"type": "authorized_user",
         "client_id": "a-client",
         "client_secret": "not-a-secret",
         "refresh_token": "not-a-token",
         "token_uri": "%s/token"}
        """
            .formatted(tokens));
  }

  /** A workload with an identity that another provider vouches for; its server speaks TLS. */
  Path workload() throws IOException {
    return file(
        """
        {"type": "external_account",
         "audience":
           "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
         "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
         "token_url": "%s/v1/token",
         "credential_source": {"file": "%s"}}
        """
            .formatted(tokens, file("not-a-token")));
  }

  Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "key", ".json"), text);
  }

  /** What is in the file of a service account. */
  String key() {
    return """
        {"type": "service_account",
         "project_id": "lab-project",
         "private_key_id": "lab-key-id",
         "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
         "client_email": "tester@lab-project.iam.gserviceaccount.com",
         "client_id": "1",
         "token_uri": "%s/token"}
        """
        .formatted(KEY, tokens);
  }

  /** Made for these tests. */
  private static String newKey() {
    try {
      KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
      pairs.initialize(2048);
      return Base64.getEncoder().encodeToString(pairs.generateKeyPair().getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
