package io.runpaths.s3;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server on a loopback socket that answers what a test tells it, and remembers the requests. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listening;
  private final String scheme;
  private final Function<HttpRequest, HttpAnswer> script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();

  private volatile Asked asked = Asked.ANSWERS;

  /** What it does where a client asks before it sends a body. */
  enum Asked {
    /** Tells it to go on. */
    ANSWERS,
    /** Does not know of such questions, and waits for the body. */
    IS_SILENT,
    /** Refuses the question (417), and takes nothing. */
    REFUSES
  }

  private ScriptedServer(
      ServerSocket listening, String scheme, Function<HttpRequest, HttpAnswer> script) {
    this.listening = listening;
    this.scheme = scheme;
    this.script = script;
  }

  static ScriptedServer start(Function<HttpRequest, HttpAnswer> script) {
    try {
      return start(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), "http", script);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static ScriptedServer start(
      ServerSocket listening, String scheme, Function<HttpRequest, HttpAnswer> script) {
    ScriptedServer server = new ScriptedServer(listening, scheme, script);
    daemon(server::accept);
    return server;
  }

  /** The same, which answers clients that ask before they send a body in this way. */
  ScriptedServer answering(Asked way) {
    asked = way;
    return this;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort());
  }

  List<HttpRequest> requests() {
    return requests;
  }

  /** How many requests of that operation came. */
  long count(String operation) {
    return requests.stream().filter(request -> request.operation().equals(operation)).count();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      open.forEach(ScriptedServer::drop);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      HttpRequest request;
      do {
        request = HttpRequest.read(in, out, asked);
        if (request != null) {
          requests.add(request);
        }
      } while (request != null && answer(request).write(out, !request.method().equals("HEAD")));
    } catch (IOException e) {
      // The client hung up, as clients do.
      drop(socket);
    } finally {
      open.remove(socket);
    }
  }

  private HttpAnswer answer(HttpRequest request) {
    return asked == Asked.REFUSES && !request.header("expect").isEmpty()
        ? HttpAnswer.of(417)
        : script.apply(request);
  }

  private static void drop(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    open.forEach(ScriptedServer::drop);
  }
}
