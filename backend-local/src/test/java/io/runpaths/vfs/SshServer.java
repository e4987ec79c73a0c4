package io.runpaths.vfs;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/**
 * An SSH server on loopback, with a host key and a user's key of its own, over the real files of
 * this machine.
 */
final class SshServer implements AutoCloseable {
  static final String USER = "alice";

  private final org.apache.sshd.server.SshServer server;
  private final Path folder;
  private final KeyPair hostKey;
  private final Path knownHosts;
  private final Path identity;

  private SshServer(Path folder, KeyPair hostKey, int port, Consumer<SftpSubsystemFactory> change)
      throws IOException, JSchException {
    this.folder = Files.createDirectories(folder);
    this.hostKey = hostKey;
    this.identity = folder.resolve("id_ecdsa");
    this.knownHosts = folder.resolve("known_hosts");
    PublicKey user = writeIdentity(identity);
    server = org.apache.sshd.server.SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals(USER) && KeyUtils.compareKeys(key, user));
    SftpSubsystemFactory sftp = new SftpSubsystemFactory();
    change.accept(sftp);
    server.setSubsystemFactories(List.of(sftp));
    server.start();
    Files.writeString(knownHosts, knownHostsLine(hostKey));
  }

  /** A server that is like OpenSSH's as far as its requests go. */
  static SshServer start(Path folder) {
    return start(folder, newHostKey(), 0, sftp -> {});
  }

  static SshServer start(
      Path folder, KeyPair hostKey, int port, Consumer<SftpSubsystemFactory> change) {
    try {
      return new SshServer(folder, hostKey, port, change);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JSchException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair newHostKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a key pair, writes its private half, and gives its public half. */
  static PublicKey writeIdentity(Path file) throws IOException, JSchException {
    return writeIdentity(file, null);
  }

  static PublicKey writeIdentity(Path file, byte @Nullable [] passphrase)
      throws IOException, JSchException {
    com.jcraft.jsch.KeyPair pair =
        com.jcraft.jsch.KeyPair.genKeyPair(new JSch(), com.jcraft.jsch.KeyPair.ECDSA, 256);
    ByteArrayOutputStream secret = new ByteArrayOutputStream();
    pair.writePrivateKey(secret, passphrase);
    Files.write(file, secret.toByteArray());
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    pair.writePublicKey(open, "test");
    try {
      return AuthorizedKeyEntry.parseAuthorizedKeyEntry(open.toString(StandardCharsets.UTF_8))
          .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  String knownHostsLine(KeyPair key) {
    return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n";
  }

  KeyPair hostKey() {
    return hostKey;
  }

  Path knownHosts() {
    return knownHosts;
  }

  Path identity() {
    return identity;
  }

  /** The location of a folder of this machine on this server. */
  io.runpaths.spi.Location location(Path path) {
    return io.runpaths.spi.Location.parse("sftp://" + USER + "@127.0.0.1:" + port() + path);
  }

  /** Settings that let the user in. */
  io.runpaths.spi.Options options() {
    return io.runpaths.spi.Options.of(
        Map.of(
            "sftp.known-hosts", knownHosts.toString(),
            "sftp.identity", identity.toString(),
            "sftp.timeout", "20s"));
  }

  org.apache.sshd.server.SshServer server() {
    return server;
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
