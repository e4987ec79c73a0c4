package io.runpaths.testkit.proxy;

import io.runpaths.testkit.faults.FaultRules;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on 127.0.0.1 before a server of HTTP/1.1, which lets chosen requests go wrong.
 *
 * <p>Clients talk to {@link #uri()} as if it were the server. What is not struck by a fault of the
 * {@link #plan()} passes unchanged, the {@code Host} header among it, so that signatures hold.
 * Where several rules of the plan strike one request it first waits at all gates, then the first
 * other fault happens to it.
 *
 * <p>Everything is safe for use by several threads. Each connection has a thread of its own, which
 * ends with {@link #close()} at the latest.
 */
public final class FaultProxy implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 1_024;
  private static final long MOST_SECONDS = 30;

  private final InetSocketAddress server;
  private final @Nullable SelfSigned identity;
  private final FaultRules<WireRequest, WireFault> plan = new FaultRules<>();
  private final ExchangeLog log = new ExchangeLog();
  private final Memory memory = new Memory();
  private final Set<Connection> clients = ConcurrentHashMap.newKeySet();
  private final Set<Connection> servers = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
  private final ExecutorService threads;
  private final int port;
  private ServerSocket listener;
  private CountDownLatch deaf = new CountDownLatch(1);

  private FaultProxy(URI server, @Nullable SelfSigned identity) throws IOException {
    if (!"http".equals(server.getScheme()) || server.getHost() == null || server.getPort() < 0) {
      throw new IllegalArgumentException(
          "A fault proxy stands before a server such as http://127.0.0.1:9000, not " + server);
    }
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    this.identity = identity;
    this.listener = listen(0);
    this.port = listener.getLocalPort();
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread =
                  new Thread(task, "fault-proxy-" + port + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    accept(listener);
  }

  /**
   * Starts a proxy.
   *
   * @param server the server behind it, such as {@code http://127.0.0.1:9000}
   * @return the proxy, which the caller closes
   * @throws IOException if no port is free
   */
  public static FaultProxy before(URI server) throws IOException {
    return new FaultProxy(server, null);
  }

  /**
   * Starts a proxy that clients reach by TLS. Its certificate, valid for 127.0.0.1 and localhost,
   * is made for this proxy alone: see {@link #writeCa}.
   *
   * @param server the server behind it, which is reached without TLS
   * @return the proxy, which the caller closes
   * @throws IOException if no port is free
   */
  public static FaultProxy withTlsBefore(URI server) throws IOException {
    return new FaultProxy(server, SelfSigned.make());
  }

  /**
   * Starts a proxy whose certificate is that of another host, as that of somebody in between would
   * be.
   *
   * @param server the server behind it, which is reached without TLS
   * @param host the host that the certificate names
   * @return the proxy, which the caller closes
   * @throws IOException if no port is free
   */
  public static FaultProxy withTlsOf(URI server, String host) throws IOException {
    return new FaultProxy(server, SelfSigned.make(host));
  }

  /**
   * Where clients reach the proxy; the same as long as it lives.
   *
   * @return an address without a path
   */
  public URI uri() {
    return URI.create((identity == null ? "http" : "https") + "://127.0.0.1:" + port);
  }

  /**
   * What goes wrong.
   *
   * @return the rules, to be filled; they count the requests as they arrive
   */
  public FaultRules<WireRequest, WireFault> plan() {
    return plan;
  }

  /**
   * What arrived.
   *
   * @return the log
   */
  public ExchangeLog log() {
    return log;
  }

  /**
   * Says which answers are kept for {@link WireFault#STALE}. The last of each method and target is,
   * if it passed unharmed and is no longer than 1 MiB.
   *
   * @param requests the requests whose answers are kept
   */
  public void remember(Predicate<? super WireRequest> requests) {
    memory.want(requests);
  }

  /**
   * Takes the proxy off the network, or puts it back on its port. While it is off, connecting is
   * refused; connections that were open are broken.
   *
   * @param reachable whether it can be reached
   * @throws IOException if its port is not free any more
   */
  public synchronized void setReachable(boolean reachable) throws IOException {
    if (closing.getCount() == 0) {
      throw new IllegalStateException("The proxy is closed.");
    }
    if (!reachable) {
      listener.close();
      awaitDeaf();
      breakAll(clients);
    } else if (listener.isClosed()) {
      listener = listen(port);
      accept(listener);
    }
  }

  /**
   * The certificate to trust.
   *
   * @return PEM text
   * @throws IllegalStateException if the proxy is without TLS
   */
  public String caPem() {
    if (identity == null) {
      throw new IllegalStateException("A proxy without TLS has no certificate.");
    }
    return identity.pem();
  }

  /**
   * Writes the certificate to trust.
   *
   * @param file a file to be made or replaced, in PEM
   * @return the same file
   * @throws IOException if it cannot be written
   */
  public Path writeCa(Path file) throws IOException {
    return Files.writeString(file, caPem());
  }

  /**
   * Breaks all connections and ends all threads.
   *
   * @throws IllegalStateException if a fault could not be played as planned, or a thread does not
   *     end
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closing.countDown();
      listener.close();
    }
    breakAll(clients);
    breakAll(servers);
    threads.shutdownNow();
    boolean ended;
    try {
      ended = threads.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    RuntimeException failure = broken.get();
    if (!ended || failure != null) {
      throw new IllegalStateException(
          ended ? "A fault could not be played as planned." : "A thread of the proxy does not end.",
          failure);
    }
  }

  // -- for conversations

  InetSocketAddress server() {
    return server;
  }

  ExchangeLog entries() {
    return log;
  }

  Memory memory() {
    return memory;
  }

  /** Zero once the proxy closes; what pauses waits here. */
  CountDownLatch closing() {
    return closing;
  }

  void began(Connection toServer) throws IOException {
    servers.add(toServer);
    if (closing.getCount() == 0) {
      toServer.cut();
    }
  }

  void ended(Connection toServer) {
    servers.remove(toServer);
  }

  // -- connections

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The system listens as long as a thread waits for clients, also after closing. */
  private void awaitDeaf() throws IOException {
    try {
      if (!deaf.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The proxy does not stop to listen.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the proxy stopped to listen");
    }
  }

  private void accept(ServerSocket from) {
    CountDownLatch ended = new CountDownLatch(1);
    deaf = ended;
    threads.execute(
        () -> {
          while (!from.isClosed()) {
            try {
              hire(from, from.accept());
            } catch (IOException e) {
              // The listener was closed, or the client gave up before it was accepted.
            }
          }
          ended.countDown();
        });
  }

  private void hire(ServerSocket from, Socket socket) throws IOException {
    try {
      threads.execute(() -> serve(from, socket));
    } catch (RejectedExecutionException e) {
      // The proxy closes at this very moment.
      socket.close();
    }
  }

  private void serve(ServerSocket from, Socket socket) {
    Connection client = null;
    try (socket) {
      client = new Connection(socket, talk(socket));
      clients.add(client);
      if (from.isClosed()) {
        client.reset();
        return;
      }
      try (Conversation conversation = new Conversation(this, client)) {
        conversation.serve();
      }
    } catch (IOException e) {
      // One of the two sides went away: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      broken.compareAndSet(null, e);
    } finally {
      if (client != null) {
        clients.remove(client);
      }
    }
  }

  private Socket talk(Socket socket) throws IOException {
    if (identity == null) {
      return socket;
    }
    SSLSocket tls =
        (SSLSocket) identity.sockets().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    tls.setUseClientMode(false);
    return tls;
  }

  private static void breakAll(Set<Connection> connections) throws IOException {
    for (Connection connection : connections) {
      connection.reset();
    }
  }
}
