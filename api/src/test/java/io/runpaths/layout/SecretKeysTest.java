package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeysTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PASSWORD",
        "db_password",
        "dbPassword",
        "db-passwd",
        "passphrase",
        "secret",
        "client.secret",
        "client secret",
        "token",
        "HF_TOKEN",
        "hfToken",
        "HFToken",
        "apikey",
        "api_key",
        "apiKey",
        "APIKey",
        "API_KEY",
        "APIKEY",
        "my-api-key",
        "X-Api-Key",
        "api_keys",
        "aws_access_key",
        "AWS_SECRET_ACCESS_KEY",
        "awsSecretAccessKey",
        "secret_key",
        "private_key",
        "PrivateKey",
        "account_key",
        "credential",
        "credentials",
        "gcpCredentials",
        "auth",
        "basic_auth",
        "Authorization",
        "access__token",
        "token_",
        "password?",
        "mot-de-passe/password",
        "\u00e9Token",
        "accessToken",
        "authtoken"
      })
  void callsSecretWhatEndsInASecretWord(String key) {
    assertTrue(SecretKeys.isSecret(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "num_tokens",
        "max_tokens",
        "maxTokens",
        "tokens",
        "tokenizer",
        "token_count",
        "tokenCount",
        "key",
        "keys",
        "monkey",
        "primary_key",
        "sort_key",
        "key_api",
        "apikeyfile",
        "password_file",
        "secret_name",
        "author",
        "authors",
        "auth_method",
        "mytoken",
        "passwordless",
        "secretary",
        "keyboard",
        "api",
        "TOKENizer",
        "to\u212aen",
        "tokene\u0301",
        "\u00e9token"
      })
  void leavesOtherKeysAlone(String key) {
    assertFalse(SecretKeys.isSecret(key));
  }

  @Test
  void masksStringsAtAnyDepthAndNothingElse() {
    RunConfig config =
        RunConfig.parseJson(
            "{\"lr\": 0.1, \"token\": 5, \"secret\": null, \"password\": true, \"api_key\": \"k\","
                + " \"hub\": {\"a/b~c\": [{\"hf_token\": \"t\"}], \"name\": \"n\"},"
                + " \"credentials\": [\"a\", 1, [\"b\"], {\"user\": \"u\", \"port\": 2}]}");
    RunConfig.Masked masked = config.mask();
    assertEquals(
        "{\"api_key\": \"***\", \"credentials\": [\"***\", 1, [\"***\"],"
            + " {\"port\": 2, \"user\": \"***\"}], \"hub\": {\"a/b~c\": [{\"hf_token\": \"***\"}],"
            + " \"name\": \"n\"}, \"lr\": 0.1, \"password\": true, \"secret\": null, \"token\": 5}",
        masked.config().canonicalJson());
    assertEquals(
        List.of(
            "/api_key",
            "/hub/a~1b~0c/0/hf_token",
            "/credentials/0",
            "/credentials/2/0",
            "/credentials/3/user"),
        masked.where());
    assertEquals(masked.config(), masked.config().mask().config());
    assertTrue(config.canonicalJson().contains("\"k\""));
  }

  @Test
  void givesTheSameConfigurationWhereThereIsNothingToMask() {
    RunConfig config = RunConfig.parseJson("{\"max_tokens\": 512}");
    assertSame(config, config.mask().config());
    assertEquals(List.of(), config.mask().where());
  }
}
