package io.runpaths.testkit.matrix;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests to a {@link LedgerServer}, each on a connection and with a deadline of its own. */
final class LedgerWire {
  private static final int LONGEST = 1 << 20;

  private final URI server;
  private final Duration patience;
  private final Blunder blunder;

  LedgerWire(URI server, Duration patience, Blunder blunder) {
    this.server = server;
    this.patience = patience;
    this.blunder = blunder;
  }

  /** An answer; its headers are in lower case. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** The ledger says no. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status) {
      super("the ledger answers with status " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** Somebody else answered, or the answer was damaged on its way. */
  static final class Foreign extends IOException {
    private static final long serialVersionUID = 1L;

    Foreign(String words) {
      super(words);
    }
  }

  /**
   * One request.
   *
   * @throws Refused if the ledger refuses it
   * @throws IOException if no answer of the ledger came
   */
  Answer ask(String method, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    Answer answer = exchange(server, method, target, headers, body);
    if (answer.status() == 307 && blunder == Blunder.FOLLOWS_REDIRECTS) {
      URI to = URI.create(answer.header("Location"));
      answer = exchange(to, method, to.getPath(), headers, body);
    }
    boolean whole = answer.header(LedgerServer.SUM).equals(LedgerServer.sum(answer.body()));
    boolean believed =
        blunder == Blunder.TAKES_FLIPPED_BYTES && !answer.header(LedgerServer.SUM).isEmpty();
    if (!whole && !believed) {
      throw new Foreign("an answer with status " + answer.status() + " that is not the ledger's");
    }
    if (answer.status() != 200) {
      throw new Refused(answer.status());
    }
    return answer;
  }

  private Answer exchange(
      URI to, String method, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    long until = System.nanoTime() + patience.toNanos();
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: ledger\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(to.getHost(), to.getPort()));
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return answer(new BufferedInputStream(new Timed(socket, until)), method);
    }
  }

  private static Answer answer(InputStream in, String method) throws IOException {
    String status = line(in);
    if (!status.matches("HTTP/1\\.1 [0-9]{3}.*")) {
      throw new EOFException("the answer begins with '" + status + "'");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new EOFException("the answer has the header '" + line + "'");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(LONGEST);
    String length = headers.getOrDefault("content-length", "0");
    if (!method.equals("HEAD") && !length.equals(Integer.toString(body.length))) {
      throw new EOFException(body.length + " of " + length + " bytes came");
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the answer ends in its headers");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  /** The bytes of a socket, as long as there is time. */
  private static final class Timed extends InputStream {
    private final Socket socket;
    private final long until;

    Timed(Socket socket, long until) {
      this.socket = socket;
      this.until = until;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("no whole answer in time");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      return socket.getInputStream().read(bytes, offset, length);
    }
  }
}
