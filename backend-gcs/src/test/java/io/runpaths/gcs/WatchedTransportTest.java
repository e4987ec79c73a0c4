package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import io.runpaths.spi.Options;
import io.runpaths.spi.remote.Watch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.impl.client.CloseableHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of Google's own deadlines is kept. */
final class WatchedTransportTest {
  private static final int SHORT_MILLIS = 100;

  /** Google's library asks so whether it is on a machine of Google's: elsewhere nothing answers. */
  @Test
  @Timeout(9)
  void whoWaitsLessForAConnectionThanOthersIsNotKeptWaiting() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    GcsSettings settings = GcsSettings.from(Options.NONE, Map.of());
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CloseableHttpClient client = HttpClients.open(settings);
        Watch watch = new Watch()) {
      fill(deaf, waiting);
      HttpRequest request =
          new WatchedTransport(client, watch, Duration.ofSeconds(30))
              .createRequestFactory()
              .buildGetRequest(new GenericUrl("http://127.0.0.1:" + deaf.getLocalPort() + "/"))
              .setConnectTimeout(SHORT_MILLIS);
      assertThrows(ConnectTimeoutException.class, request::execute);
    } finally {
      for (Socket one : waiting) {
        one.close();
      }
    }
  }

  /** Connects until nobody more fits into the queue of those who wait to be heard. */
  private static void fill(ServerSocket deaf, List<Socket> waiting) throws IOException {
    while (true) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(deaf.getLocalSocketAddress(), SHORT_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }
}
