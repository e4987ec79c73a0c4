package io.runpaths.testkit.proxy;

import io.runpaths.testkit.proxy.Framing.Sink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All exchanges of one client connection, one after the other: what happens to a request on its way
 * up. What happens to an answer is the business of {@link Delivery}. For one thread.
 */
final class Conversation implements AutoCloseable {
  private final FaultProxy proxy;
  private final Connection client;
  private @Nullable Upstream upstream;

  Conversation(FaultProxy proxy, Connection client) {
    this.proxy = proxy;
    this.client = client;
  }

  /** Serves the client until it goes away or its connection is broken. */
  void serve() throws IOException, InterruptedException {
    try {
      boolean more = true;
      while (more) {
        Head head = Head.read(client.in());
        more = head != null && exchange(head);
      }
      client.close();
    } catch (Sinks.CutException e) {
      client.cut();
    }
  }

  /** One request and its answer; false where the connection ends with it. */
  private boolean exchange(Head head) throws IOException, InterruptedException {
    WireRequest request = head.request();
    ExchangeLog.Entry entry = proxy.entries().begin(request);
    WireFault fault = null;
    for (WireFault planned : proxy.plan().strike(request)) {
      if (planned instanceof WireFault.Held held) {
        entry.struck(held);
        held.gate().pass();
      } else if (fault == null) {
        fault = planned;
      }
    }
    return fault == null ? plainly(head, entry) : struck(head, entry, fault);
  }

  private boolean plainly(Head head, ExchangeLog.Entry entry) throws IOException {
    Answer answer = deliver(head, entry, UnaryOperator.identity());
    return answer != null && relay(head, entry, answer, null);
  }

  private boolean struck(Head head, ExchangeLog.Entry entry, WireFault fault)
      throws IOException, InterruptedException {
    if (fault instanceof WireFault.Unreachable) {
      entry.struck(fault);
      proxy.setReachable(false);
      return false;
    }
    if (fault instanceof WireFault.Reset) {
      entry.struck(fault);
      client.reset();
      return false;
    }
    if (fault instanceof WireFault.Lost lost) {
      entry.struck(fault);
      happen(head, entry, lost.afterEffect());
      if (lost.inGoodOrder()) {
        client.close();
      } else {
        client.reset();
      }
      return false;
    }
    if (fault instanceof WireFault.Hung hung) {
      entry.struck(fault);
      happen(head, entry, hung.afterEffect());
      client.awaitEnd();
      return false;
    }
    if (fault instanceof WireFault.Replied replied) {
      entry.struck(fault);
      happen(head, entry, replied.afterEffect());
      return reply(head, entry, replied.reply());
    }
    if (fault instanceof WireFault.Endless endless) {
      entry.struck(fault);
      happen(head, entry, false);
      entry.answered(endless.reply().status());
      new Delivery(client, entry).endless(endless);
      return false;
    }
    if (fault instanceof WireFault.Stale) {
      return stale(head, entry, fault);
    }
    if (fault instanceof WireFault.Late late) {
      return late(head, entry, late);
    }
    if (fault instanceof WireFault.Repeated repeated) {
      return repeated(head, entry, repeated);
    }
    if (fault instanceof WireFault.RequestTruncated truncated) {
      return truncated(head, entry, truncated);
    }
    if (fault instanceof WireFault.RequestFlipped flipped) {
      return flipped(head, entry, flipped);
    }
    Answer answer = deliver(head, entry, UnaryOperator.identity());
    return answer != null && relay(head, entry, answer, fault);
  }

  /** The request is read whole, and takes effect or not; its answer is forgotten. */
  private void happen(Head head, ExchangeLog.Entry entry, boolean effect) throws IOException {
    if (effect) {
      Answer answer = deliver(head, entry, UnaryOperator.identity());
      if (answer != null) {
        answer.discard();
      }
    } else {
      body(head).pump(client.in(), Sinks.counting(Sinks.nowhere(), entry::arrived));
    }
  }

  private boolean reply(Head head, ExchangeLog.Entry entry, Reply reply) throws IOException {
    entry.answered(reply.status());
    boolean withBody = !entry.request().method().equals("HEAD");
    client.out().write(reply.message(withBody));
    client.out().flush();
    entry.sent(withBody ? reply.body().length : 0);
    return head.keepsAlive();
  }

  private boolean stale(Head head, ExchangeLog.Entry entry, WireFault fault) throws IOException {
    byte[] earlier = proxy.memory().recall(entry.request());
    if (earlier == null) {
      return plainly(head, entry);
    }
    entry.struck(fault);
    happen(head, entry, false);
    OutputStream out = client.out();
    out.write(earlier);
    out.flush();
    entry.answered(200);
    return head.keepsAlive();
  }

  private boolean late(Head head, ExchangeLog.Entry entry, WireFault.Late fault)
      throws IOException, InterruptedException {
    byte[] kept = kept(head, entry);
    entry.struck(fault);
    client.reset();
    fault.gate().pass();
    Answer answer = resend(head, entry, kept);
    answer.discard();
    entry.answered(answer.head().status());
    return false;
  }

  private boolean repeated(Head head, ExchangeLog.Entry entry, WireFault.Repeated fault)
      throws IOException {
    byte[] kept = kept(head, entry);
    entry.struck(fault);
    Answer first = resend(head, entry, kept);
    Answer measured = first.with(first.payload());
    if (fault.secondAnswer()) {
      return relay(head, entry, resend(head, entry, kept), null);
    }
    resend(head, entry, kept).discard();
    boolean bodiless = first.framing().equals(Framing.NONE);
    return relay(head, entry, bodiless ? first : measured, null);
  }

  private boolean truncated(Head head, ExchangeLog.Entry entry, WireFault.RequestTruncated fault)
      throws IOException {
    Framing framing = body(head);
    if (framing.isEmpty()) {
      return plainly(head, entry);
    }
    long bytes =
        framing.kind() == Framing.Kind.FIXED
            ? Math.min(fault.bytes(), framing.length() - 1)
            : fault.bytes();
    entry.struck(fault);
    Upstream server = Upstream.to(proxy.server());
    try (server) {
      entry.delivered();
      server.send(head, framing, client.in(), sink -> Sinks.cutting(arriving(sink, entry), bytes));
    } catch (Sinks.CutException e) {
      // As planned: now the server's connection closes, then the client's.
    }
    client.reset();
    return false;
  }

  private boolean flipped(Head head, ExchangeLog.Entry entry, WireFault.RequestFlipped fault)
      throws IOException {
    Framing framing = body(head);
    if (framing.isEmpty()) {
      return plainly(head, entry);
    }
    entry.struck(fault);
    if (framing.kind() == Framing.Kind.FIXED) {
      long offset = Math.min(fault.offset(), framing.length() - 1);
      Answer answer = deliver(head, entry, sink -> Sinks.flipping(sink, offset));
      return answer != null && relay(head, entry, answer, null);
    }
    byte[] kept = kept(head, entry);
    if (kept.length > 0) {
      kept[(int) Math.min(fault.offset(), kept.length - 1)] ^= 1;
    }
    return relay(head, entry, resend(head, entry, kept), null);
  }

  // -- to the server

  /** How the request's body is framed; says that it may come, where the client asks first. */
  private Framing body(Head head) throws IOException {
    if (head.has("Expect", "100-continue")) {
      client.out().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      client.out().flush();
    }
    return Framing.ofRequest(head);
  }

  private static Sink arriving(Sink next, ExchangeLog.Entry entry) {
    return Sinks.counting(next, entry::arrived);
  }

  private byte[] kept(Head head, ExchangeLog.Entry entry) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    body(head).pump(client.in(), arriving(Sinks.into(kept), entry));
    return kept.toByteArray();
  }

  /** Hands a request on as it comes; null where the server is not there, which the client hears. */
  private @Nullable Answer deliver(Head head, ExchangeLog.Entry entry, UnaryOperator<Sink> damage)
      throws IOException {
    Upstream server;
    try {
      server = server();
    } catch (IOException e) {
      happen(head, entry, false);
      String words = "Nothing answers behind the proxy: " + e.getMessage() + "\n";
      reply(head, entry, Reply.of(502, "text/plain", words));
      client.close();
      return null;
    }
    entry.delivered();
    server.send(head, body(head), client.in(), sink -> arriving(damage.apply(sink), entry));
    return server.receive(entry.request().method());
  }

  /** Hands a request on whose body is in memory. */
  private Answer resend(Head head, ExchangeLog.Entry entry, byte[] kept) throws IOException {
    Framing framing = Framing.ofRequest(head);
    Head sent = framing.kind() == Framing.Kind.FIXED ? head : head.withLength(kept.length);
    InputStream body = new ByteArrayInputStream(kept);
    Upstream server = server();
    entry.delivered();
    server.send(sent, Framing.fixed(kept.length), body, UnaryOperator.identity());
    return server.receive(entry.request().method());
  }

  private Upstream server() throws IOException {
    Upstream known = upstream;
    if (known != null && known.fresh()) {
      return known;
    }
    if (known != null) {
      proxy.ended(known.connection());
      known.close();
    }
    Upstream opened = Upstream.to(proxy.server());
    proxy.began(opened.connection());
    upstream = opened;
    return opened;
  }

  // -- to the client

  private boolean relay(
      Head head, ExchangeLog.Entry entry, Answer answer, @Nullable WireFault fault)
      throws IOException {
    entry.answered(answer.head().status());
    Delivery delivery = new Delivery(client, entry);
    if (fault != null) {
      return delivery.damaged(answer, fault, proxy.closing())
          && head.keepsAlive()
          && answer.head().keepsAlive();
    }
    Answer sent = answer;
    if (proxy.memory().wants(entry.request())) {
      byte[] payload = answer.payload();
      proxy.memory().keep(entry.request(), answer.head(), payload);
      sent = answer.with(payload);
    }
    delivery.plain(sent);
    return head.keepsAlive()
        && sent.head().keepsAlive()
        && sent.framing().kind() != Framing.Kind.UNTIL_CLOSE;
  }

  @Override
  public void close() throws IOException {
    Upstream open = upstream;
    if (open != null) {
      proxy.ended(open.connection());
      open.close();
    }
  }
}
