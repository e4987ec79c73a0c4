package io.runpaths.vfs;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;

/**
 * Fails when the channel ends while bytes are read from it. The SSH library's own stream takes a
 * channel that ends in the middle of an answer for the end of the file, or goes on with zeros.
 */
final class WholeStream extends FilterInputStream {
  /** How the library's stream begins its report of an error of the server. */
  private static final String STATUS = "SFTP status error";

  private final ChannelSftp channel;

  WholeStream(InputStream stream, ChannelSftp channel) {
    super(stream);
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int got;
    do {
      got = piece(target, offset, length);
      if (channel.isEOF() || channel.isClosed() || !channel.isConnected()) {
        throw new SocketException("The connection was lost while a file was read");
      }
    } while (got == 0 && length > 0);
    return got;
  }

  private int piece(byte[] target, int offset, int length) throws IOException {
    try {
      return in.read(target, offset, length);
    } catch (IOException e) {
      String said = String.valueOf(e.getMessage());
      if (said.startsWith(STATUS)) {
        // What the server says, in the form in which it comes from every other request.
        throw new IOException(said, new SftpException(ChannelSftp.SSH_FX_FAILURE, said));
      }
      throw e;
    }
  }
}
