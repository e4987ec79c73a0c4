package io.runpaths.s3;

import io.runpaths.s3.S3Options.Conditions;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

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
  private final ConditionProbe probe;
  private final ReentrantLock asking = new ReentrantLock();
  private final Map<Capability, Boolean> probed = new ConcurrentHashMap<>();
  private volatile @Nullable KnownServer server;
  private volatile @Nullable Capabilities capabilities;

  /** Whether If-Match wants an ETag without quotes, once a probe told. */
  private volatile @Nullable Boolean bareEtags;

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
      ConditionProbe probe) {
    this.root = root;
    this.settings = settings;
    this.common = common;
    this.attempts = attempts;
    this.heard = heard;
    this.probe = probe;
    URI endpoint = settings.endpoint();
    if (endpoint == null || settings.amazon()) {
      server = KnownServer.AMAZON;
    } else {
      server = KnownServer.ofHost(endpoint.getHost());
    }
  }

  /** Which server this is, if that is known without a question. */
  Optional<KnownServer> known() {
    KnownServer known = server;
    return known != null ? Optional.of(known) : heard.server();
  }

  /** Which server this is; asks it the first time, and once however many threads want to know. */
  KnownServer server() throws StorageException {
    KnownServer known = known().orElse(null);
    if (known != null) {
      return known;
    }
    Op op = Op.on("capabilities", root);
    enter(op);
    try {
      known = known().orElse(null);
      if (known == null) {
        known = attempts.run(op, this::ask);
        LOG.debug("{} answers at {}", known.words(), settings.endpoint());
        server = known;
      }
      return known;
    } finally {
      asking.unlock();
    }
  }

  /** Waits until no other thread asks the server. */
  private void enter(Op op) throws StorageException {
    try {
      asking.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          op.name(), op.location(), Reason.INTERRUPTED, "The " + op + " was interrupted.", e);
    }
  }

  Capabilities capabilities() throws StorageException {
    Capabilities known = capabilities;
    if (known == null) {
      Set<Capability> promised = EnumSet.allOf(Capability.class);
      promised.removeAll(server().missing());
      if (!server().is(KnownServer.Way.KEEPS_CHECKSUMS)
          || settings.checksums() != S3Options.ChecksumMode.CRC32C) {
        promised.remove(Capability.CHECKSUMS);
      }
      if (settings.conditionsHere() == Conditions.NONE) {
        promised.remove(Capability.PUT_IF_ABSENT);
        promised.remove(Capability.PUT_IF_VERSION);
        promised.remove(Capability.DELETE_IF_VERSION);
      }
      probed.forEach(
          (capability, holds) -> {
            if (!holds) {
              promised.remove(capability);
            }
          });
      known = new Capabilities(promised, MAX_OBJECT);
      capabilities = known;
    }
    return known;
  }

  /**
   * Makes sure that a condition is obeyed here, by a probe if need be.
   *
   * @throws UnsupportedException if it is not
   */
  void require(Op op, Precondition precondition) throws StorageException {
    Capability capability =
        precondition instanceof Precondition.IfAbsent
            ? Capability.PUT_IF_ABSENT
            : precondition instanceof Precondition.IfVersion ? Capability.PUT_IF_VERSION : null;
    if (capability == null) {
      return;
    }
    boolean unheard = server == null && heard.nothing();
    if (settings.conditionsHere() == Conditions.PROBE
        && (unheard || capabilities().has(capability))
        && !obeyed(op, capability)) {
      capabilities = null;
    }
    if (!capabilities().has(capability)) {
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

  private boolean obeyed(Op op, Capability capability) throws StorageException {
    Boolean known = probed.get(capability);
    if (known != null) {
      return known;
    }
    enter(op);
    try {
      known = probed.get(capability);
      if (known == null) {
        ConditionProbe.Found found = probe.ask(capability);
        known = found.obeyed();
        if (capability == Capability.PUT_IF_VERSION) {
          bareEtags = found.bareEtags();
        }
        probed.put(capability, known);
      }
      return known;
    } finally {
      asking.unlock();
    }
  }

  /** Puts the condition of a write into its headers, as this server reads it. */
  void condition(Map<String, String> headers, Precondition precondition) throws StorageException {
    boolean bare = false;
    if (precondition instanceof Precondition.IfVersion) {
      Boolean found = bareEtags;
      bare = found != null ? found : server().is(KnownServer.Way.BARE_ETAGS);
    }
    WriteHeaders.condition(headers, precondition, bare);
  }

  private KnownServer ask(Site site) throws IOException {
    if (heard.isNameless()) {
      return KnownServer.ofOwner(owner(site));
    }
    SdkHttpResponse answer = headers(site);
    KnownServer known = KnownServer.of(answer);
    boolean nameless = answer.firstMatchingHeader("Server").isEmpty();
    return known.equals(KnownServer.UNKNOWN) && nameless ? KnownServer.ofOwner(owner(site)) : known;
  }

  /** The bucket's owner; empty if the server does not tell. */
  private String owner(Site site) {
    try {
      return toldOwner(site);
    } catch (AwsServiceException e) {
      throwPassing(e);
      if (e.statusCode() != 403) {
        return untoldOwner(e);
      }
    }
    // The SDK has one clock for all its clients. Where another server set it wrong, the refusal has
    // set it right.
    try {
      return toldOwner(site);
    } catch (AwsServiceException e) {
      throwPassing(e);
      return untoldOwner(e);
    }
  }

  private String toldOwner(Site site) {
    return site.client().getBucketAcl(acl -> acl.bucket(root.authority())).owner().id();
  }

  private String untoldOwner(AwsServiceException e) {
    LOG.debug("The server at {} does not tell the bucket's owner", settings.endpoint(), e);
    return "";
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
