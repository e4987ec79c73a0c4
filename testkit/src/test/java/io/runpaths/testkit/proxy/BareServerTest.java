package io.runpaths.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a test says is all that the bare server does. */
@Timeout(60)
final class BareServerTest {
  @Test
  void readsHeadsAndAsMuchOfABodyAsItIsTold() throws IOException {
    try (BareServer server =
            BareServer.start(
                caller -> {
                  String first = caller.head();
                  caller.skip(4);
                  caller.write(first.length() + " " + caller.head().length());
                });
        Line line = new Line(server.uri())) {
      line.say("PUT /a HTTP/1.1\r\n\r\nbodyGET / HTTP/1.1\r\n\r\n");
      assertEquals("19 18", line.hear(5));
    }
  }

  @Test
  void aConnectionOfWhichNothingIsReadEndsWithTheServer() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    BareServer server =
        BareServer.start(
            caller -> {
              caller.head();
              begun.countDown();
            });
    Thread closing =
        new Thread(
            () -> {
              try (server) {
                begun.await();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    closing.start();
    try (Line line = new Line(server.uri())) {
      line.say("PUT /a HTTP/1.1\r\n\r\n");
      // No buffers take so much.
      assertThrows(IOException.class, () -> line.say("x".repeat(64 << 20)));
    }
    closing.join();
  }
}
