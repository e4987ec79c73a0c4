package io.runpaths.vfs;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchRevokedHostKeyException;
import com.jcraft.jsch.Session;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can go wrong before the first request: the way to the server, its key, the user's key. */
final class LoginFailures {
  private final SftpSettings settings;

  LoginFailures(SftpSettings settings) {
    this.settings = settings;
  }

  StorageException of(
      String operation, String location, @Nullable Session session, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JSchHostKeyException e) {
        return new AccessDeniedException(
            operation, location, Reason.TLS, hostKey(session, e), failure);
      }
      if (cause instanceof DeadlineException || cause instanceof SocketTimeoutException) {
        return unavailable(
            operation,
            location,
            Reason.TIMEOUT,
            "The server "
                + settings.address()
                + " did not answer in time; check the host, the port"
                + " and the network, or raise sftp.timeout.",
            failure);
      }
      if (cause instanceof InterruptedException || cause instanceof InterruptedIOException) {
        Thread.currentThread().interrupt();
        return unavailable(
            operation,
            location,
            Reason.INTERRUPTED,
            "The thread was interrupted while it connected to " + settings.address() + ".",
            failure);
      }
      if (cause instanceof UnknownHostException) {
        return unavailable(
            operation,
            location,
            Reason.UNREACHABLE,
            "There is no host named " + settings.address().host() + "; check its name.",
            failure);
      }
      if (cause instanceof JSchAlgoNegoFailException) {
        return unavailable(
            operation,
            location,
            Reason.TLS,
            "The server "
                + settings.address()
                + " offers only algorithms that are no longer safe ("
                + cause.getMessage()
                + "); have it brought up to date.",
            failure);
      }
      if (cause instanceof JSchException e && isRefusal(e)) {
        return new AccessDeniedException(
            operation, location, Reason.NO_CREDENTIALS, refusal(e), failure);
      }
    }
    if (failure instanceof IOException && !(failure.getCause() instanceof JSchException)) {
      // A file of secrets or known hosts that cannot be read any more.
      return new AccessDeniedException(
          operation,
          location,
          Reason.NO_CREDENTIALS,
          "Could not read the credentials for "
              + settings.address()
              + ": "
              + VfsFailures.sentence(failure)
              + ".",
          failure);
    }
    return unavailable(
        operation,
        location,
        Reason.UNREACHABLE,
        "Could not connect to "
            + settings.address()
            + " ("
            + VfsFailures.sentence(failure)
            + "); check the host, the port and whether an SSH server runs there.",
        failure);
  }

  /** Whether the server took the connection and dropped it before it had said who it is. */
  static boolean mayBeCrowded(Exception failure) {
    boolean dropped = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      dropped |=
          cause.getClass() == SocketException.class
              || said.contains("connection is closed by foreign host")
              || said.contains("End of IO Stream Read");
      if (cause instanceof DeadlineException || cause instanceof JSchHostKeyException) {
        return false;
      }
    }
    return dropped;
  }

  private String hostKey(@Nullable Session session, JSchHostKeyException failure) {
    SftpAddress address = settings.address();
    String key = shown(session);
    if (failure instanceof JSchChangedHostKeyException) {
      return "DANGER: the host key of "
          + address.knownAs()
          + " has CHANGED"
          + key
          + ": either the server was set up anew, or somebody else answers in its place to steal"
          + " data and passwords. Nothing was sent. Do not go on before the server's owner has"
          + " confirmed the new key by another way; then remove the old one with 'ssh-keygen -f "
          + settings.knownHosts()
          + " -R "
          + quoted(address.knownAs())
          + "' and add the new one.";
    }
    if (failure instanceof JSchRevokedHostKeyException) {
      return "DANGER: the host key of "
          + address.knownAs()
          + " is marked as revoked in "
          + settings.knownHosts()
          + key
          + ": it may be stolen. Nothing was sent; ask the server's owner for its new key.";
    }
    return "The host key of "
        + address.knownAs()
        + " is not in "
        + settings.knownHosts()
        + key
        + ", so the server may be anybody; compare the key's fingerprint with what the server's"
        + " owner tells, then add it with '"
        + address.keyscan()
        + " >> "
        + settings.knownHosts()
        + "'.";
  }

  private static String shown(@Nullable Session session) {
    HostKey key = session == null ? null : session.getHostKey();
    return key == null ? "" : " (" + key.getType() + " " + key.getFingerPrint(new JSch()) + ")";
  }

  /** The library has no type for this; all its words for it are here. */
  private static boolean isRefusal(JSchException failure) {
    String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return said.startsWith("auth fail")
        || said.startsWith("auth cancel")
        || said.startsWith("userauth fail")
        || said.startsWith("invalid privatekey")
        || said.contains("too many authentication failures");
  }

  private String refusal(JSchException failure) {
    String way =
        settings.identities().isEmpty() && settings.passwordFile() == null
            ? "there is no key in ~/.ssh; name one with sftp.identity"
            : "check the user, add the public key to the server's authorized_keys, or name another"
                + " key with sftp.identity (and sftp.passphrase-file if it has a passphrase)";
    return "The server "
        + settings.address()
        + " does not let user "
        + settings.user()
        + " in ("
        + failure.getMessage()
        + "); "
        + way
        + ".";
  }

  private static StorageException unavailable(
      String operation, String location, Reason reason, String message, Throwable cause) {
    return new UnavailableException(operation, location, reason, message, cause);
  }

  /** Brackets mean something to a shell. */
  private static String quoted(String host) {
    return host.startsWith("[") ? "\"" + host + "\"" : host;
  }
}
