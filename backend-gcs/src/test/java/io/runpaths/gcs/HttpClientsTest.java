package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.runpaths.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoutePlanner;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.message.BasicHttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through the proxy. */
final class HttpClientsTest {
  private static final URI PROXY = URI.create("http://proxy_1:3128");

  private static HttpHost proxyFor(String host) throws HttpException {
    HttpRoutePlanner routes =
        HttpClients.routes(PROXY, Map.of("GCE_METADATA_HOST", "127.0.0.1:8091"));
    return routes
        .determineRoute(
            HttpHost.create(host), new BasicHttpRequest("GET", "/"), HttpClientContext.create())
        .getProxyHost();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254",
        "http://metadata.google.internal",
        "http://METADATA.google.internal:80",
        "http://127.0.0.1:8091"
      })
  void theMachinesOwnServerIsAskedDirectly(String host) throws HttpException {
    assertNull(proxyFor(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://storage.googleapis.com", "http://127.0.0.1:8092"})
  void allElseGoesThroughTheProxy(String host) throws HttpException {
    assertEquals(new HttpHost("proxy_1", 3128, "http"), proxyFor(host));
  }

  @Test
  void theMetadataServerSeesWhatTheProxyDoesNot() throws IOException {
    try (Stage stage = new Stage();
        FaultProxy machine = FaultProxy.before(stage.server().uri())) {
      GcsSettings settings =
          GcsSettings.from(GcsOptions.builder().proxy(stage.proxy().uri()).build(), Map.of());
      Map<String, String> environment = Map.of("GCE_METADATA_HOST", machine.uri().getAuthority());
      try (CloseableHttpClient client = HttpClients.open(settings, environment)) {
        client.execute(new HttpGet(machine.uri() + "/computeMetadata/v1/")).close();
      }
      assertEquals(1, machine.log().all().size());
      assertEquals(List.of(), stage.proxy().log().all());
    }
  }
}
