package io.runpaths.vfs;

import static io.runpaths.vfs.Sentences.assertHides;
import static io.runpaths.vfs.Sentences.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.JSchException;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SftpLoginTest {
  @TempDir private Path folder;
  private SshServer server;

  @BeforeEach
  void startServer() {
    server = SshServer.start(folder.resolve("server"));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void aKnownServerLetsTheOwnerOfTheKeyIn() throws IOException {
    look(server.options());
  }

  @Test
  void anUnknownHostKeyIsRefusedAndTheWayToAddItTold() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "");
    for (Path knownHosts : new Path[] {empty, folder.resolve("missing")}) {
      AccessDeniedException refusal = denied(with("sftp.known-hosts", knownHosts.toString()));
      assertEquals(Reason.TLS, refusal.reason());
      assertSays("[127.0.0.1]:" + server.port(), refusal);
      assertSays("ssh-keyscan -p " + server.port() + " 127.0.0.1", refusal);
      assertSays(KeyUtils.getFingerPrint(server.hostKey().getPublic()), refusal);
      assertFalse(Files.exists(folder.resolve("missing")), "nothing is added by itself");
      assertEquals("", Files.readString(empty));
    }
  }

  @Test
  void aChangedHostKeyIsRefusedInStrongerWords() throws IOException {
    Files.writeString(server.knownHosts(), server.knownHostsLine(SshServer.newHostKey()));
    AccessDeniedException refusal = denied(server.options());
    assertEquals(Reason.TLS, refusal.reason());
    assertSays("CHANGED", refusal);
    assertSays("ssh-keygen", refusal);
    assertSays("Nothing was sent", refusal);
  }

  @Test
  void aRevokedHostKeyIsRefused() throws IOException {
    String line = server.knownHostsLine(server.hostKey());
    Files.writeString(server.knownHosts(), "@revoked " + line);
    AccessDeniedException refusal = denied(server.options());
    assertEquals(Reason.TLS, refusal.reason());
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsRefused() throws IOException, JSchException {
    Path other = folder.resolve("other");
    SshServer.writeIdentity(other);
    AccessDeniedException refusal = denied(with("sftp.identity", other.toString()));
    assertEquals(Reason.NO_CREDENTIALS, refusal.reason());
    assertSays("user alice", refusal);
    assertSays("sftp.identity", refusal);
  }

  @Test
  void theNextKeyIsTriedWhenOneIsRefused() throws IOException, JSchException {
    Path other = folder.resolve("other");
    SshServer.writeIdentity(other);
    look(with("sftp.identity", other + "," + server.identity()));
  }

  @Test
  void aFileThatIsNoKeyIsRefused() throws IOException {
    Path junk = Files.writeString(folder.resolve("junk"), "no key at all");
    AccessDeniedException refusal = denied(with("sftp.identity", junk.toString()));
    assertEquals(Reason.NO_CREDENTIALS, refusal.reason());
  }

  @Test
  void aLockedKeyOpensWithThePassphraseOfAFileAndNotWithout() throws IOException, JSchException {
    Path locked = folder.resolve("locked");
    PublicKey key = SshServer.writeIdentity(locked, "open sesame".getBytes(StandardCharsets.UTF_8));
    server
        .server()
        .setPublickeyAuthenticator((user, given, session) -> KeyUtils.compareKeys(given, key));
    Options options = with("sftp.identity", locked.toString());
    AccessDeniedException refusal = denied(options);
    assertEquals(Reason.NO_CREDENTIALS, refusal.reason());
    assertSays("sftp.passphrase-file", refusal);
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "open sesame\n");
    look(options.with("sftp.passphrase-file", passphrase.toString()));
  }

  @Test
  void aPasswordComesFromAFileAndNeverIntoMessages() throws IOException, JSchException {
    PasswordAuthenticator onlyTheRightOne =
        (user, password, session) -> password.equals("right one");
    server.server().setPasswordAuthenticator(onlyTheRightOne);
    server.server().setPublickeyAuthenticator((user, key, session) -> false);
    Path password = Files.writeString(folder.resolve("password"), "right one\nnot this\n");
    Options options = with("sftp.password-file", password.toString());
    look(options);
    Files.writeString(password, "wrong one");
    AccessDeniedException refusal = denied(options);
    assertEquals(Reason.NO_CREDENTIALS, refusal.reason());
    assertHides("wrong one", refusal);
  }

  @Test
  void aServerThatDoesNotListenIsUnreachable() throws IOException {
    int port = server.port();
    server.close();
    UnavailableException failure = unavailable(port, server.options());
    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertTrue(failure.retryable());
    assertSays("127.0.0.1:" + port, failure);
  }

  @Test
  void aServerThatSaysNothingIsGivenUpAtTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      UnavailableException failure =
          unavailable(silent.getLocalPort(), with("sftp.timeout", "300ms"));
      assertEquals(Reason.TIMEOUT, failure.reason());
      assertSays("sftp.timeout", failure);
    }
  }

  @Test
  void aServerThatSpeaksSomethingElseIsNamed() throws IOException {
    try (Door door = new Door("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      UnavailableException failure = unavailable(door.port(), server.options());
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertSays("SSH server", failure);
    }
  }

  @Test
  void aCrowdedServerThatDropsConnectionsIsAskedAgain() throws IOException {
    try (Door door = new Door(server.port(), 2)) {
      look(door.port());
      assertEquals(3, door.visitors());
    }
  }

  @Test
  void aServerThatDropsAllConnectionsIsGivenUp() throws IOException {
    try (Door door = new Door(server.port(), Integer.MAX_VALUE)) {
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> look(door.port()));
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertTrue(door.visitors() > 1, "it was tried again");
    }
  }

  private void look(int port) throws IOException {
    String line = server.knownHostsLine(server.hostKey());
    Files.writeString(server.knownHosts(), line.replace(":" + server.port(), ":" + port));
    Location root = Location.parse("sftp://alice@127.0.0.1:" + port + folder);
    try (StorageBackend backend = new VfsProvider().open(root, server.options())) {
      assertFalse(backend.exists(ObjectKey.of("nothing")));
    }
  }

  @Test
  void aHostThatDoesNotExistIsNamed() throws IOException {
    try (StorageBackend backend =
        new VfsProvider().open(Location.parse("sftp://no-such-host.invalid/x"), server.options())) {
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> backend.stat(ObjectKey.of("a")));
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertSays("no-such-host.invalid", failure);
    }
  }

  @Test
  void aServerWithoutSftpIsNamed() throws IOException {
    server.server().setSubsystemFactories(List.of());
    UnavailableException failure = unavailable(server.port(), server.options());
    assertEquals(Reason.UNREACHABLE, failure.reason());
  }

  private Options with(String name, String value) {
    return server.options().with(name, value);
  }

  private void look(Options options) throws StorageException {
    try (StorageBackend backend = new VfsProvider().open(server.location(folder), options)) {
      assertFalse(backend.exists(ObjectKey.of("nothing")));
    }
  }

  private AccessDeniedException denied(Options options) throws StorageException {
    AccessDeniedException refusal = assertThrows(AccessDeniedException.class, () -> look(options));
    assertFalse(refusal.retryable());
    assertEquals("stat", refusal.operation());
    return refusal;
  }

  private static UnavailableException unavailable(int port, Options options)
      throws StorageException {
    Location root = Location.parse("sftp://alice@127.0.0.1:" + port + "/scratch");
    try (StorageBackend backend = new VfsProvider().open(root, options)) {
      return assertThrows(UnavailableException.class, () -> backend.stat(ObjectKey.of("a")));
    }
  }
}
