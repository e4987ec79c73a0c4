package io.runpaths.vfs;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import io.runpaths.spi.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.concurrent.Callable;
import org.apache.commons.vfs2.CacheStrategy;
import org.apache.commons.vfs2.cache.NullFilesCache;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.AbstractFileSystem;

/** One connection to a server, with one VFS file system over its one channel. */
final class SftpMount implements Mount {
  private final Session session;
  private final ChannelSftp channel;
  private final DefaultFileSystemManager manager;
  private final SftpVolume files;
  private final Deadlines deadlines;
  private volatile boolean broken;

  private SftpMount(
      Session session,
      ChannelSftp channel,
      DefaultFileSystemManager manager,
      SftpVolume files,
      Deadlines deadlines) {
    this.session = session;
    this.channel = channel;
    this.manager = manager;
    this.files = files;
    this.deadlines = deadlines;
  }

  /**
   * Connects, logs in and mounts.
   *
   * @param path the root's path; one that begins with {@code ~} lies in the home folder
   */
  static SftpMount open(
      SshLogin login, Deadlines deadlines, String path, String operation, String location)
      throws StorageException {
    Session session = login.connect(operation, location);
    DefaultFileSystemManager manager = new DefaultFileSystemManager();
    try {
      return deadlines.run(
          () -> {
            ChannelSftp channel = channel(session, login.settings().timeoutMillis());
            // Apache's server tells in listings of what a link points to, and not of the link.
            SftpVolumes provider =
                new SftpVolumes(
                    channel, top(channel, path), session.getServerVersion().contains("SSHD"));
            manager.setFilesCache(new NullFilesCache());
            manager.setCacheStrategy(CacheStrategy.MANUAL);
            manager.addProvider("sftp", provider);
            manager.init();
            SftpVolume files = provider.mount();
            return new SftpMount(session, channel, manager, files, deadlines);
          },
          session::disconnect);
    } catch (IOException e) {
      manager.close();
      session.disconnect();
      throw login.failures().of(operation, location, session, e);
    }
  }

  private static ChannelSftp channel(Session session, int timeoutMillis)
      throws JSchException, SftpException {
    ChannelSftp channel = (ChannelSftp) session.openChannel("sftp");
    channel.connect(timeoutMillis);
    channel.setFilenameEncoding(WireNames.CHARSET);
    return channel;
  }

  private static String top(ChannelSftp channel, String path) throws SftpException {
    if (path.equals("~") || path.startsWith("~/")) {
      String home = WireNames.text(channel.getHome());
      return (home.equals("/") ? "" : home) + path.substring(1);
    }
    return path.isEmpty() ? "" : "/" + path;
  }

  @Override
  public AbstractFileSystem files() {
    return files;
  }

  @Override
  public String top() {
    return files.top();
  }

  @Override
  public boolean replacesAtOnce() {
    return files.replacesAtOnce();
  }

  @Override
  public <T> T call(Callable<T> step) throws IOException {
    try {
      return deadlines.run(step, this::abort);
    } catch (IOException e) {
      if (!isPlainAnswer(e)) {
        throw broken(e);
      }
      throw e;
    }
  }

  @Override
  public <T> T transfer(Callable<T> step) throws IOException {
    try {
      return deadlines.run(step, this::abort);
    } catch (IOException e) {
      IOException failure = broken(e);
      // While the library takes a connection down, a stream may fail before it shows as closed.
      throw isAnswered(failure) ? failure : lost(failure);
    }
  }

  private IOException broken(IOException failure) {
    broken = true;
    return isConnected() || isAnswered(failure) ? failure : lost(failure);
  }

  /** The library has a dozen ways to say that the connection is gone; this is ours. */
  private static IOException lost(IOException failure) {
    SocketException lost = new SocketException("The connection was lost: " + failure.getMessage());
    lost.initCause(failure);
    return lost;
  }

  /** Whether a failure has another reason: the server's own, the deadline, or an interrupt. */
  private static boolean isAnswered(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DeadlineException
          || cause instanceof InterruptedIOException
          || cause instanceof SocketException
          || (cause instanceof SftpException && cause.getCause() == null)) {
        return true;
      }
    }
    return false;
  }

  /** OpenSSH's server says no more than "Failure" when its disk is full, but can be asked. */
  @Override
  public boolean isFull() {
    try {
      return call(() -> channel.statVFS(WireNames.quoted(top() + "/")).getAvailForNonRoot() == 0);
    } catch (IOException e) {
      // Most other servers cannot be asked.
      return false;
    }
  }

  /** Whether the server itself said no; after all else, requests and answers may be out of step. */
  private static boolean isPlainAnswer(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DeadlineException) {
        return false;
      }
      if (cause instanceof SftpException status) {
        return status.getCause() == null
            && !String.valueOf(status.getMessage()).isEmpty()
            && status.id != ChannelSftp.SSH_FX_BAD_MESSAGE
            && status.id != ChannelSftp.SSH_FX_NO_CONNECTION
            && status.id != ChannelSftp.SSH_FX_CONNECTION_LOST;
      }
      if (cause instanceof FileNotFoundException && cause.getCause() == null) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isSound() {
    return !broken && isConnected();
  }

  private boolean isConnected() {
    return session.isConnected()
        && channel.isConnected()
        && !channel.isClosed()
        && !channel.isEOF();
  }

  @Override
  public boolean answers() {
    try {
      call(() -> channel.realpath("."));
      return true;
    } catch (IOException e) {
      // The connection went to sleep and did not wake: another one is made.
      return false;
    }
  }

  @Override
  public void abort() {
    broken = true;
    session.disconnect();
  }

  @Override
  public void close() {
    session.disconnect();
    manager.close();
  }
}
