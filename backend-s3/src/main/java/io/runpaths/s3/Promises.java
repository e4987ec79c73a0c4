package io.runpaths.s3;

import io.runpaths.s3.KnownServer.Way;
import io.runpaths.s3.S3Options.Conditions;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.Owner;

/**
 * What this endpoint promises: what the table says of its server, less what the settings forbid and
 * a probe refuted.
 *
 * <p>Amazon is told by the endpoint, any other server by the answers that it gave; where there are
 * none yet it is asked for its headers, which costs one request and writes nothing. The probe of
 * conditions, which writes, waits for the first conditional write, and its answers tell the server
 * as well as others. Safe for use by several threads.
 */
final class Promises {
  private static final Logger LOG = LoggerFactory.getLogger(Promises.class);

  /** The largest object: 10,000 parts of 5 GiB would be more, but S3 stops at 5 TiB. */
  private static final long MAX_OBJECT = 5L << 40;

  private final Location root;
  private final S3Settings settings;
  private final Map<String, String> common;
  private final Attempts<Site> attempts;
  private final HeardServer heard;
  private final Probes probes;
  private final AskedOnce<KnownServer> name = new AskedOnce<>();
  private final Map<Capability, AskedOnce<Boolean>> probed = new ConcurrentHashMap<>();

  /**
   * What else was probed: completions by the condition of puts that they should obey, copies, and
   * checksums of what is sent in parts.
   */
  private final Map<Capability, AskedOnce<Boolean>> further = new ConcurrentHashMap<>();

  /** What its host says; null if that says nothing. */
  private final @Nullable KnownServer byHost;

  /** Whether If-Match wants an ETag without quotes, once a probe told. */
  private volatile @Nullable Boolean bareEtags;

  /** What becomes of the condition of an upload in parts. */
  enum Completion {
    /** The completion holds it. */
    HELD,
    /** The settings want it believed, though nobody knows. */
    BELIEVED,
    /** The completion does not look at it: only a put by one request can hold it. */
    IGNORED
  }

  /** The probes of one store. */
  record Probes(
      ConditionProbe puts, CompletionProbe completions, CopyProbe copies, WholeProbe wholes) {
    static Probes of(ProbeObjects objects) {
      return new Probes(
          new ConditionProbe(objects),
          new CompletionProbe(objects),
          new CopyProbe(objects),
          new WholeProbe(objects));
    }
  }

  /**
   * Promises.
   *
   * @param common the headers of every request
   */
  Promises(
      Location root,
      S3Settings settings,
      Map<String, String> common,
      Attempts<Site> attempts,
      HeardServer heard,
      Probes probes) {
    this.root = root;
    this.settings = settings;
    this.common = common;
    this.attempts = attempts;
    this.heard = heard;
    this.probes = probes;
    URI endpoint = settings.endpoint();
    byHost =
        endpoint == null || settings.amazon()
            ? KnownServer.AMAZON
            : KnownServer.ofHost(endpoint.getHost());
  }

  /** Which server this is, if that is known without a question. */
  Optional<KnownServer> known() {
    return byHost != null ? Optional.of(byHost) : name.known().or(heard::server);
  }

  /** Which server this is; asks it the first time, and once however many threads want to know. */
  KnownServer server() throws StorageException {
    Optional<KnownServer> known = known();
    if (known.isPresent()) {
      return known.get();
    }
    Op op = Op.on("capabilities", root);
    return name.answer(
        op,
        () -> {
          // It may have been told meanwhile.
          Optional<KnownServer> told = heard.server();
          KnownServer answer = told.isPresent() ? told.get() : attempts.run(op, this::ask);
          LOG.debug("{} answers at {}", answer.words(), settings.endpoint());
          return answer;
        });
  }

  /** What is promised as far as it is known now: a probe may refute more at any time. */
  Capabilities capabilities() throws StorageException {
    KnownServer server = server();
    Set<Capability> promised = EnumSet.allOf(Capability.class);
    promised.removeAll(server.missing());
    if (!server.is(Way.KEEPS_CHECKSUMS) || settings.checksums() != S3Options.ChecksumMode.CRC32C) {
      promised.remove(Capability.CHECKSUMS);
    }
    if (settings.conditionsHere() == Conditions.NONE) {
      promised.remove(Capability.PUT_IF_ABSENT);
      promised.remove(Capability.PUT_IF_VERSION);
      promised.remove(Capability.DELETE_IF_VERSION);
    }
    probed.forEach(
        (capability, asked) -> {
          if (asked.known().equals(Optional.of(false))) {
            promised.remove(capability);
          }
        });
    return new Capabilities(promised, MAX_OBJECT);
  }

  private static @Nullable Capability needed(Precondition precondition) {
    return precondition instanceof Precondition.IfAbsent
        ? Capability.PUT_IF_ABSENT
        : precondition instanceof Precondition.IfVersion ? Capability.PUT_IF_VERSION : null;
  }

  /**
   * Makes sure that a condition is obeyed here, by a probe if need be.
   *
   * @throws UnsupportedException if it is not
   */
  void require(Op op, Precondition precondition) throws StorageException {
    Capability capability = needed(precondition);
    if (capability == null) {
      return;
    }
    boolean unheard = known().isEmpty() && heard.nothing();
    boolean probes =
        settings.conditionsHere() == Conditions.PROBE
            && (unheard || capabilities().has(capability));
    if ((probes && !obeyed(op, capability)) || !capabilities().has(capability)) {
      throw new UnsupportedException(
          op.name(),
          op.location(),
          Reason.NOT_PROMISED,
          "The "
              + op
              + " needs "
              + capability.words()
              + ", which "
              + server().words()
              + " at "
              + settings.endpoint()
              + " does not do; nothing was written.",
          null);
    }
  }

  /**
   * Makes sure that the server takes a name for what it is.
   *
   * @throws UnsupportedException if it would be another's
   */
  void requireName(String operation, ObjectKey key) throws StorageException {
    if (key.value().indexOf('\\') >= 0 && server().is(Way.BACKSLASHES_ARE_SLASHES)) {
      Op op = Op.on(operation, root, key);
      throw new UnsupportedException(
          op.name(),
          op.location(),
          Reason.BAD_NAME,
          "The "
              + op
              + " was not done: "
              + server().words()
              + " takes a backslash in a name for a slash; choose another name.",
          null);
    }
  }

  private boolean obeyed(Op op, Capability capability) throws StorageException {
    return once(
        op,
        probed,
        capability,
        () -> {
          ConditionProbe.Found found = probes.puts().ask(capability);
          if (capability == Capability.PUT_IF_VERSION) {
            bareEtags = found.bareEtags();
          }
          return found.obeyed();
        });
  }

  /**
   * What becomes of the condition of an upload in parts here, by a probe if need be. That the
   * condition of a put is obeyed is known already, by {@link #require}.
   */
  Completion completion(Op op, Precondition precondition) throws StorageException {
    Capability capability = needed(precondition);
    if (capability == null || server().is(Way.CONDITIONAL_COMPLETION)) {
      return Completion.HELD;
    }
    if (server().is(Way.RACY_COMPLETION)) {
      return Completion.IGNORED;
    }
    if (settings.conditionsHere() != Conditions.PROBE) {
      return server().is(Way.UNCONDITIONAL_COMPLETION) ? Completion.IGNORED : Completion.BELIEVED;
    }
    boolean bare = capability == Capability.PUT_IF_VERSION && bare();
    boolean held = once(op, further, capability, () -> probes.completions().ask(capability, bare));
    return held ? Completion.HELD : Completion.IGNORED;
  }

  /**
   * Whether copies obey the condition on their source here, by a probe if need be. Where the
   * settings forbid conditions nobody is asked, and none is believed.
   */
  boolean copiesObey(Op op) throws StorageException {
    return server().is(Way.CONDITIONAL_COPIES)
        || switch (settings.conditionsHere()) {
          case TRUSTED -> true;
          case PROBE -> once(op, further, Capability.COPY, () -> probes.copies().ask());
          case NONE -> false;
        };
  }

  /** Whether the CRC-32C of the whole of an object in parts is kept here, by a probe if need be. */
  boolean keepsWhole(Op op) throws StorageException {
    return server().is(Way.WHOLE_CHECKSUMS)
        || once(op, further, Capability.CHECKSUMS, () -> probes.wholes().ask());
  }

  /** The answer to a question that is asked once, however many threads want to know. */
  private static boolean once(
      Op op,
      Map<Capability, AskedOnce<Boolean>> answers,
      Capability about,
      AskedOnce.Question<Boolean> question)
      throws StorageException {
    return answers.computeIfAbsent(about, any -> new AskedOnce<>()).answer(op, question);
  }

  /** Puts the condition of a write into its headers, as this server reads it. */
  void condition(Map<String, String> headers, Precondition precondition) throws StorageException {
    boolean bare = precondition instanceof Precondition.IfVersion && bare();
    WriteHeaders.condition(headers, precondition, bare);
  }

  private boolean bare() throws StorageException {
    Boolean found = bareEtags;
    return found != null ? found : server().is(Way.BARE_ETAGS);
  }

  private KnownServer ask(Site site) throws IOException {
    if (heard.isNameless()) {
      return KnownServer.ofOwner(owner(site));
    }
    SdkHttpResponse answer = headers(site);
    KnownServer known = heard.of(answer);
    boolean nameless = answer.firstMatchingHeader("Server").isEmpty();
    return known.equals(KnownServer.UNKNOWN) && nameless ? KnownServer.ofOwner(owner(site)) : known;
  }

  /** The bucket's owner; empty if the server does not tell. */
  private String owner(Site site) {
    for (boolean again = true; ; again = false) {
      try {
        Owner owner = site.client().getBucketAcl(acl -> acl.bucket(root.authority())).owner();
        return owner == null || owner.id() == null ? "" : owner.id();
      } catch (SdkClientException e) {
        // Such a server does not know the question, and answers another; or somebody else did.
        if (!S3Failures.causedBy(e, NotS3Exception.class)) {
          throw e;
        }
        if (!again) {
          LOG.debug("The server at {} knows no owner of the bucket", settings.endpoint(), e);
          return "";
        }
      } catch (AwsServiceException e) {
        throwPassing(e);
        // The SDK has one clock for all its clients. Where another server set it wrong, this
        // refusal has set it right.
        if (e.statusCode() != 403 || !again) {
          LOG.debug("The server at {} does not tell the bucket's owner", settings.endpoint(), e);
          return "";
        }
      }
    }
  }

  /** Whatever the bucket's answer says, its headers tell the server. */
  private SdkHttpResponse headers(Site site) throws IOException {
    try {
      return site.bulk().head("", common);
    } catch (AwsServiceException e) {
      throwPassing(e);
      if (e.awsErrorDetails() == null) {
        throw e;
      }
      return e.awsErrorDetails().sdkHttpResponse();
    }
  }

  /** What passes says nothing of the server: it is asked again. */
  private static void throwPassing(AwsServiceException e) {
    boolean unable = e.statusCode() >= 500 && e.statusCode() != 501;
    if (unable || e.statusCode() == 429) {
      throw e;
    }
  }
}
