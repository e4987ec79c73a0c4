package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.WireFault;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway on the way sends requests twice, and tells the second answer only. */
final class RepeatedRequestsTest {
  private static final ObjectKey KEY = ObjectKey.of("object");

  private FaultProxy gateway;
  private S3Backend store;

  @BeforeEach
  void open() throws IOException {
    TestServer server = S3ProxyServer.get();
    gateway = FaultProxy.before(server.endpoint());
    Location root = new Location("s3", server.bucket(), "repeated/" + UUID.randomUUID());
    store =
        new TestServer("s3proxy", gateway.uri(), server.accessKey(), server.secretKey())
            .open(root, Options.NONE.with(S3Options.CONDITIONS, "trusted"));
    store.capabilities();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    gateway.close();
  }

  @Test
  void aPutIsNotAConflictWithItself() throws IOException {
    gateway
        .plan()
        .nth(1, request -> request.method().equals("PUT"), WireFault.RETRIED_BY_A_GATEWAY);
    ObjectStat made = store.put(KEY, Body.of("mine"), PutOptions.IF_ABSENT);
    assertEquals(store.stat(KEY).orElseThrow().version(), made.version());
  }

  @Test
  void whatAnotherWroteIsStillAConflict() throws IOException {
    store.put(KEY, Body.of("another's"), PutOptions.REPLACE);
    gateway
        .plan()
        .nth(1, request -> request.method().equals("PUT"), WireFault.RETRIED_BY_A_GATEWAY);
    assertThrows(
        AlreadyExistsException.class, () -> store.put(KEY, Body.of("mine"), PutOptions.IF_ABSENT));
  }
}
