package io.runpaths.vfs;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Opens SSH sessions: the server proves with its host key who it is, before anything is told to it,
 * then the user with a private key or a password. Safe for use by several threads.
 */
final class SshLogin {
  /**
   * A server with a crowd at its door drops some at random before a word is said (OpenSSH's
   * MaxStartups), so a connection that is dropped there is tried again.
   */
  private static final int MAX_ATTEMPTS = 6;

  private static final long FIRST_PAUSE_MILLIS = 50;

  private final SftpSettings settings;
  private final Deadlines deadlines;
  private final LoginFailures failures;

  SshLogin(SftpSettings settings, Deadlines deadlines) {
    this.settings = settings;
    this.deadlines = deadlines;
    this.failures = new LoginFailures(settings);
  }

  SftpSettings settings() {
    return settings;
  }

  LoginFailures failures() {
    return failures;
  }

  /** A session that is logged in; the caller disconnects it. */
  Session connect(String operation, String location) throws StorageException {
    for (int attempt = 1; ; attempt++) {
      Session session = null;
      try {
        session = session();
        connect(session);
        return session;
      } catch (JSchException | IOException e) {
        if (attempt == MAX_ATTEMPTS || !LoginFailures.mayBeCrowded(e)) {
          throw failures.of(operation, location, session, e);
        }
      }
      pause(attempt, operation, location);
    }
  }

  private void connect(Session session) throws IOException {
    deadlines.run(
        () -> {
          session.connect(settings.timeoutMillis());
          return session;
        },
        session::disconnect);
  }

  /** Longer each time, and never for two callers alike. */
  private void pause(int attempt, String operation, String location) throws StorageException {
    try {
      long most = FIRST_PAUSE_MILLIS << attempt;
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    } catch (InterruptedException e) {
      throw failures.of(operation, location, null, e);
    }
  }

  private Session session() throws JSchException, IOException {
    JSch jsch = new JSch();
    if (Files.isReadable(settings.knownHosts())) {
      jsch.setKnownHosts(settings.knownHosts().toString());
    }
    byte @Nullable [] passphrase = secret(settings.passphraseFile());
    for (Path identity : settings.identities()) {
      jsch.addIdentity(identity.toString(), passphrase);
    }
    SftpAddress address = settings.address();
    Session session = jsch.getSession(settings.user(), address.host(), address.port());
    session.setConfig("StrictHostKeyChecking", "yes");
    byte @Nullable [] password = secret(settings.passwordFile());
    session.setConfig(
        "PreferredAuthentications",
        password == null ? "publickey" : "publickey,password,keyboard-interactive");
    if (password != null) {
      session.setPassword(password);
    }
    // Also how long an idle session may be silent before it is asked whether it is alive.
    session.setTimeout(settings.timeoutMillis());
    session.setDaemonThread(true);
    return session;
  }

  private static byte @Nullable [] secret(@Nullable Path file) throws IOException {
    return file == null ? null : SftpSettings.secret(file).getBytes(StandardCharsets.UTF_8);
  }
}
