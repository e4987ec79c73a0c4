package io.runpaths.vfs;

import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is spoken to. Secrets are kept as the names of the files that hold them.
 *
 * @param address the server
 * @param user who logs in
 * @param knownHosts the file of host keys that are trusted; it need not exist
 * @param identities files of private keys, in the order in which they are tried
 * @param passphraseFile the file whose first line unlocks the private keys
 * @param passwordFile the file whose first line is the password
 * @param timeout how long a connection, a request or a piece of a stream may take
 * @param connections how many calls and open streams there may be at one time
 */
record SftpSettings(
    SftpAddress address,
    String user,
    Path knownHosts,
    List<Path> identities,
    @Nullable Path passphraseFile,
    @Nullable Path passwordFile,
    Duration timeout,
    int connections) {
  private static final String USER = "sftp.user";
  private static final String KNOWN_HOSTS = "sftp.known-hosts";
  private static final String IDENTITY = "sftp.identity";
  private static final String PASSPHRASE_FILE = "sftp.passphrase-file";
  private static final String PASSWORD = "sftp.password";
  private static final String PASSWORD_FILE = "sftp.password-file";
  private static final String TIMEOUT = "sftp.timeout";
  private static final String CONNECTIONS = "sftp.connections";

  /** The order in which OpenSSH's client tries its own keys, strongest first. */
  private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec(
              USER, "The user who logs in, where the URI names none; default: yours.", "alice"),
          new OptionSpec(
              KNOWN_HOSTS,
              "The file of host keys that are trusted; default: ~/.ssh/known_hosts.",
              "~/.ssh/known_hosts"),
          new OptionSpec(
              IDENTITY,
              "Files of private keys, separated by commas; default: id_ed25519, id_ecdsa and"
                  + " id_rsa in ~/.ssh.",
              "~/.ssh/id_ed25519"),
          new OptionSpec(
              PASSPHRASE_FILE,
              "A file whose first line unlocks the private keys; default: they have no passphrase.",
              "~/.ssh/passphrase"),
          new OptionSpec(
              PASSWORD_FILE,
              "A file whose first line is the password, tried after the keys; default: none.",
              "~/.ssh/password"),
          new OptionSpec(
              TIMEOUT,
              "How long a connection, a request or a piece of a stream may take; default: 30s.",
              "30s"),
          new OptionSpec(
              CONNECTIONS,
              "How many calls and open streams there may be at one time; default: 32.",
              "32"));

  /** Copies. */
  SftpSettings {
    identities = List.copyOf(identities);
  }

  /**
   * Reads the settings; files that are named must exist.
   *
   * @throws IllegalArgumentException if a setting is no good
   */
  static SftpSettings of(Location root, Options options) {
    SftpAddress address = SftpAddress.of(root);
    if (options.get(PASSWORD).isPresent()) {
      throw new IllegalArgumentException(
          "A password is not taken as a setting, since settings are seen by others; write it into a"
              + " file that only you can read and name that with "
              + PASSWORD_FILE
              + " instead of "
              + PASSWORD
              + ".");
    }
    String user =
        address.user().isEmpty()
            ? options.get(USER).orElse(System.getProperty("user.name", ""))
            : address.user();
    if (user.isBlank()) {
      throw new IllegalArgumentException(
          "No user is known to log in to "
              + address
              + "; set "
              + USER
              + " or write user@ in front"
              + " of the host.");
    }
    Path ssh = Path.of(System.getProperty("user.home", "."), ".ssh");
    return new SftpSettings(
        address,
        user,
        options.get(KNOWN_HOSTS).map(SftpSettings::path).orElse(ssh.resolve("known_hosts")),
        options.get(IDENTITY).map(SftpSettings::keys).orElseGet(() -> usualKeys(ssh)),
        options.get(PASSPHRASE_FILE).map(name -> file(PASSPHRASE_FILE, name)).orElse(null),
        options.get(PASSWORD_FILE).map(name -> file(PASSWORD_FILE, name)).orElse(null),
        options.getDuration(TIMEOUT, Duration.ofSeconds(30)),
        options.getInt(CONNECTIONS, 32, 1, 1_000));
  }

  /** The timeout as the libraries want it. */
  int timeoutMillis() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
  }

  /** The first line of a file that holds a secret. */
  static String secret(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("");
    }
  }

  private static List<Path> keys(String names) {
    List<Path> keys = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      keys.add(file(IDENTITY, name));
    }
    return keys;
  }

  private static List<Path> usualKeys(Path ssh) {
    return USUAL_KEYS.stream().map(ssh::resolve).filter(Files::isReadable).toList();
  }

  private static Path file(String setting, String name) {
    Path file = path(name);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "The setting " + setting + " names " + file + ", which is no file that can be read.");
    }
    return file;
  }

  private static Path path(String name) {
    String stripped = name.strip();
    return stripped.startsWith("~/")
        ? Path.of(System.getProperty("user.home", "."), stripped.substring(2))
        : Path.of(stripped);
  }
}
