package io.runpaths.s3;

import io.runpaths.spi.Reason;
import io.runpaths.spi.remote.Watch;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of the profile that the settings name, or else of the SDK's default chain. Every
 * wait ends (a {@code credential_process} may hang), and where there are none one sentence says
 * what was tried: the SDK's own prints every class and profile. Safe for use by several threads.
 */
final class Credentials implements AwsCredentialsProvider, SdkAutoCloseable {
  private static final int LONGEST_WORDS = 240;

  /** How long an answer counts before the source, which keeps it longer, is asked again. */
  private static final long FRESH_NANOS = 1_000_000_000L;

  /** What the source said last. */
  private record Known(AwsCredentials credentials, long nanos) {}

  private final AtomicReference<@Nullable FutureTask<AwsCredentials>> asking =
      new AtomicReference<>();
  private final AwsCredentialsProvider source;
  private final @Nullable String profile;
  private final Watch watch;
  private final Duration limit;
  private volatile @Nullable Known known;

  private Credentials(
      AwsCredentialsProvider source, @Nullable String profile, Watch watch, Duration limit) {
    this.source = source;
    this.profile = profile;
    this.watch = watch;
    this.limit = limit;
  }

  /**
   * The credentials that the settings want; reads nothing yet.
   *
   * @param watch ends waits
   */
  static AwsCredentialsProvider of(S3Settings settings, Watch watch) {
    if (settings.anonymous()) {
      return AnonymousCredentialsProvider.create();
    }
    String profile = settings.profile();
    AwsCredentialsProvider source =
        profile != null
            ? ProfileCredentialsProvider.create(profile)
            : DefaultCredentialsProvider.builder().build();
    return new Credentials(source, profile, watch, settings.timeout());
  }

  @Override
  public AwsCredentials resolveCredentials() {
    Known last = known;
    if (last != null && System.nanoTime() - last.nanos() < FRESH_NANOS) {
      return last.credentials();
    }
    Thread thread = Thread.currentThread();
    try (Watch.Entry entry = watch.over(limit, thread::interrupt)) {
      try {
        return found();
      } catch (RuntimeException e) {
        if (entry.end() == Watch.End.TIMEOUT) {
          throw new NoCredentialsException(
              Reason.TIMEOUT, "their source did not answer within " + limit.toSeconds() + " s", e);
        }
        if (thread.isInterrupted()) {
          throw e;
        }
        throw none(e);
      } finally {
        if (entry.end() == Watch.End.TIMEOUT) {
          // It was the watch that interrupted, to end the wait.
          Thread.interrupted();
        }
      }
    }
  }

  /**
   * Asks the source, in another thread: reading from a process, as {@code credential_process} does,
   * ends by no interrupt. Several who want to know at once ask once.
   */
  private AwsCredentials found() {
    FutureTask<AwsCredentials> mine = new FutureTask<>(source::resolveCredentials);
    FutureTask<AwsCredentials> underWay = asking.compareAndExchange(null, mine);
    FutureTask<AwsCredentials> task = underWay != null ? underWay : mine;
    if (task == mine) {
      Thread thread = new Thread(mine, "runpaths-credentials");
      thread.setDaemon(true);
      thread.start();
    }
    try {
      AwsCredentials credentials = task.get();
      known = new Known(credentials, System.nanoTime());
      return credentials;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("The wait for credentials was interrupted.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException thrown
          ? thrown
          : SdkClientException.create(String.valueOf(e.getCause()), e.getCause());
    } finally {
      // Also after a wait without end: the next one asks anew.
      asking.compareAndSet(task, null);
    }
  }

  private NoCredentialsException none(RuntimeException cause) {
    boolean expired = cause.getClass().getSimpleName().equals("ExpiredTokenException");
    return new NoCredentialsException(
        expired ? Reason.EXPIRED_CREDENTIALS : Reason.NO_CREDENTIALS,
        profile != null ? ofProfile(profile, cause) : ofChain(),
        cause);
  }

  private static String ofProfile(String name, RuntimeException cause) {
    return isThere(name)
        ? "the profile " + name + " (s3.profile) gives none: " + words(cause)
        : "there is no profile "
            + name
            + " (s3.profile) in the AWS config and credentials files; check its name";
  }

  private static String ofChain() {
    String name = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    boolean web = SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent();
    boolean container =
        SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.getStringValue().isPresent()
            || SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.getStringValue().isPresent();
    boolean noInstance = SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValue().orElse(false);
    return "none were found; set a profile (s3.profile), AWS_ACCESS_KEY_ID and"
        + " AWS_SECRET_ACCESS_KEY, or s3.anonymous (tried: Java properties; environment;"
        + " web identity"
        + (web ? ", which failed: " + why(WebIdentityTokenFileCredentialsProvider.create()) : "")
        + "; profile "
        + name
        + (isThere(name)
            ? ", which failed: " + why(ProfileCredentialsProvider.create(name))
            : ", which does not exist")
        + "; container role"
        + (container
            ? ", which failed: " + why(ContainerCredentialsProvider.builder().build())
            : "")
        + "; instance role"
        + (noInstance ? ", which is turned off" : "")
        + ")";
  }

  private static boolean isThere(String profile) {
    return ProfileFile.defaultProfileFile().profile(profile).isPresent();
  }

  private static String why(AwsCredentialsProvider link) {
    try {
      link.resolveCredentials();
      return "it did not answer at first";
    } catch (RuntimeException e) {
      return words(e);
    } finally {
      if (link instanceof SdkAutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  /** What a link of the chain says, on one line and not for ever. */
  private static String words(RuntimeException e) {
    String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    int files = words.indexOf(": ProfileFile(");
    words = files < 0 ? words : words.substring(0, files);
    words = words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + " …" : words;
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  @Override
  public void close() {
    if (source instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
