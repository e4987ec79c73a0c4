package io.runpaths.testkit.matrix;

import io.runpaths.testkit.faults.Gate;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One way in which requests go wrong: a column of the table.
 *
 * @param words what happens
 * @param traits how it differs from other columns
 * @param fault makes the fault, with a gate for this cell and the address of a trap
 */
record Column(String words, Set<Trait> traits, BiFunction<Gate, URI, WireFault> fault) {
  enum Trait {
    /** Nobody can reach the server until the operation has ended. */
    DOWN,
    /** The driver must lose patience before anything goes on. */
    HANGS,
    /** Only what is idempotent by its method: others are never repeated by gateways. */
    REPEATS,
    /** Only listings. */
    LISTINGS,
    /** Delivered after the operation has ended. */
    LATE,
    /** A wrong bit in an answer. */
    FLIPS_ANSWER,
    /** A wrong bit in a request. */
    FLIPS_REQUEST,
    /** It moves much. */
    MUCH,
    /** It strikes what is sent, so that it is of interest where much is sent. */
    TRANSFER,
    /** Played for all rows, also those that are much like another. */
    MAIN,
    /** Played as one that lasts, too: trying again does not help. */
    LASTS
  }

  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE");

  /** Slower than the patience of a hasty driver. */
  private static final Duration DRIP = Lane.HASTY.dividedBy(10);

  private static final int DROPS = 1_000;

  /** More than drivers take for a document of the protocol. */
  private static final long ENDLESS = 34L << 20;

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** Whether this can happen to such a request at all. */
  boolean strikes(WireRequest request, boolean listing) {
    return (!is(Trait.REPEATS) || REPEATABLE.contains(request.method()))
        && (!is(Trait.LISTINGS) || listing);
  }

  static List<Column> all(WiredStore store) {
    List<Column> all = new ArrayList<>();
    unanswered(all);
    onTheWayUp(all);
    for (int status : new int[] {500, 503, 429, 408}) {
      Reply reply = Reply.status(status);
      Trait[] traits = status >= 500 ? new Trait[] {Trait.MAIN, Trait.LASTS} : new Trait[0];
      before(all, "status " + status, reply, traits);
      after(all, "status " + status, reply, traits);
    }
    before(all, "asked in the protocol's words to slow down", store.slowDown());
    impostors(all, store);
    onTheWayDown(all);
    return all;
  }

  private static void unanswered(List<Column> all) {
    add(all, "the host is down: connecting is refused", WireFault.UNREACHABLE, Trait.DOWN);
    add(all, "the connection is reset at the headers", WireFault.RESET, Trait.TRANSFER);
    add(
        all,
        "the request is lost, its connection reset",
        WireFault.LOST_BEFORE_EFFECT,
        Trait.MAIN,
        Trait.LASTS);
    add(
        all,
        "the answer is lost, its connection reset",
        WireFault.LOST_AFTER_EFFECT,
        Trait.TRANSFER,
        Trait.MAIN,
        Trait.LASTS);
    add(all, "the connection is closed, no effect", WireFault.CLOSED_BEFORE_EFFECT);
    add(all, "the connection is closed, but the effect", WireFault.CLOSED_AFTER_EFFECT);
    add(all, "no answer, no effect", WireFault.HUNG_BEFORE_EFFECT, Trait.HANGS);
    add(
        all,
        "no answer, but the effect",
        WireFault.HUNG_AFTER_EFFECT,
        Trait.HANGS,
        Trait.MAIN,
        Trait.LASTS);
  }

  private static void onTheWayUp(List<Column> all) {
    add(all, "delivered twice, the first answer comes", WireFault.DELIVERED_TWICE, Trait.REPEATS);
    add(
        all,
        "repeated by a gateway, the second answer comes",
        WireFault.RETRIED_BY_A_GATEWAY,
        Trait.REPEATS,
        Trait.MAIN,
        Trait.LASTS);
    all.add(
        new Column(
            "reset, and delivered when the operation has ended",
            EnumSet.of(Trait.LATE, Trait.MAIN, Trait.LASTS),
            (gate, trap) -> WireFault.deliveredLate(gate)));
    add(
        all,
        "cut in the middle of the request's body",
        WireFault.requestTruncated(1_000),
        Trait.TRANSFER);
    add(
        all,
        "a wrong bit in the request's body",
        WireFault.requestFlipped(1_000),
        Trait.FLIPS_REQUEST,
        Trait.TRANSFER,
        Trait.LASTS);
    add(
        all,
        "a wrong bit at the request's end",
        WireFault.requestFlipped(Long.MAX_VALUE),
        Trait.FLIPS_REQUEST,
        Trait.TRANSFER);
  }

  private static void impostors(List<Column> all, WiredStore store) {
    before(all, "502 with a page of HTML", Reply.html(502));
    before(all, "200 with a page of HTML", Reply.html(200), Trait.MAIN, Trait.LASTS);
    after(all, "200 with a page of HTML", Reply.html(200), Trait.LASTS);
    before(all, "200 with an error inside", store.errorInSuccess());
    after(all, "200 with an error inside", store.errorInSuccess(), Trait.MAIN, Trait.LASTS);
    before(all, "200 and nothing", Reply.status(200), Trait.MAIN);
    all.add(
        new Column(
            "a redirect to another host",
            EnumSet.of(Trait.MAIN),
            (gate, trap) ->
                WireFault.repliedBeforeEffect(Reply.redirect(307, trap + "/elsewhere"))));
    before(all, "a document that explodes", store.bomb());
    Reply blank = Reply.of(200, "text/plain", " ".repeat(1 << 16));
    add(all, "an answer without an end", WireFault.endless(blank, ENDLESS), Trait.MUCH);
  }

  private static void onTheWayDown(List<Column> all) {
    add(all, "cut in the answer's headers", WireFault.headersTruncated(20), Trait.LASTS);
    add(all, "cut before the answer's body", WireFault.truncated(0));
    add(all, "cut in the answer's body", WireFault.truncated(40), Trait.MAIN, Trait.LASTS);
    add(all, "cut before the answer's last byte", WireFault.truncated(Long.MAX_VALUE));
    add(
        all,
        "a shortened answer that claims to be whole",
        WireFault.shortened(40),
        Trait.MAIN,
        Trait.LASTS);
    add(all, "a wrong bit in the answer's first byte", WireFault.flipped(0), Trait.FLIPS_ANSWER);
    add(
        all,
        "a wrong bit in the answer's last byte",
        WireFault.flipped(Long.MAX_VALUE),
        Trait.FLIPS_ANSWER,
        Trait.LASTS);
    add(all, "the answer comes byte by byte", WireFault.dripped(Duration.ofNanos(1_000), 60));
    add(all, "the answer drips beyond all patience", WireFault.dripped(DRIP, DROPS), Trait.HANGS);
    add(all, "the listing is an earlier one", WireFault.STALE, Trait.LISTINGS, Trait.MAIN);
  }

  private static void add(List<Column> all, String words, WireFault fault, Trait... traits) {
    all.add(new Column(words, Set.of(traits), (gate, trap) -> fault));
  }

  private static void before(List<Column> all, String words, Reply reply, Trait... traits) {
    add(all, words + ", no effect", WireFault.repliedBeforeEffect(reply), traits);
  }

  private static void after(List<Column> all, String words, Reply reply, Trait... traits) {
    add(all, words + ", but the effect", WireFault.repliedAfterEffect(reply), traits);
  }
}
