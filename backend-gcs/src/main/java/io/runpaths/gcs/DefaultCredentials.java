package io.runpaths.gcs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.CloudShellCredentials;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds <a
 * href="https://cloud.google.com/docs/authentication/application-default-credentials">application
 * default credentials</a>, where Google's client looks for them and in its order. That keeps what
 * it finds first for the rest of the process, with the connections of the store that asked: another
 * store would fetch its tokens by a proxy that is not its own, or by connections that are closed.
 */
final class DefaultCredentials {
  private static final String VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
  private static final String SHELL = "DEVSHELL_CLIENT_PORT";

  /** The machine's own server may be slow to answer, and mostly there is none. */
  private static final int TRIES = 3;

  private static final int CONNECT_MILLIS = 500;

  /** What the makers of a machine call it, where Linux tells. */
  static final Path PRODUCT = Path.of("/sys/class/dmi/id/product_name");

  private final Map<String, String> environment;
  private final HttpTransportFactory transport;
  private final Path product;
  private final List<Exception> unanswered = new ArrayList<>();

  /**
   * A search.
   *
   * @param environment the variables that Google's client knows
   * @param transport what the machine is asked by, and tokens are fetched by
   * @param product the file that says what machine it is
   */
  DefaultCredentials(
      Map<String, String> environment, HttpTransportFactory transport, Path product) {
    this.environment = environment;
    this.transport = transport;
    this.product = product;
  }

  /**
   * Finds them.
   *
   * @throws NoCredentialsException if there are none, or the first that there are, are no good
   */
  GoogleCredentials find() throws NoCredentialsException {
    String named = variable(VARIABLE);
    if (!named.isEmpty()) {
      return read(VARIABLE + ", which names", path(named), "");
    }
    String tried = VARIABLE + ", which is not set; ";
    Path file = gcloudsFile();
    if (Files.isRegularFile(file)) {
      return read("gcloud's file", file, tried);
    }
    tried += "gcloud's file " + file + ", which does not exist; ";
    if (!variable(SHELL).isEmpty()) {
      return ofShell(tried);
    }
    tried += "the machine's own account, which ";
    if (Boolean.parseBoolean(variable("NO_GCE_CHECK"))) {
      throw none(tried + "is turned off", null);
    }
    if (!isMachineOfGoogles()) {
      throw none(tried + "does not answer", null);
    }
    return ComputeEngineCredentials.newBuilder().setHttpTransportFactory(transport).build();
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  private Path path(String named) throws NoCredentialsException {
    try {
      return Path.of(named);
    } catch (InvalidPathException e) {
      throw none(VARIABLE + ", which names no path (" + e.getMessage() + ")", e);
    }
  }

  private GoogleCredentials read(String named, Path file, String before)
      throws NoCredentialsException {
    try {
      return new CredentialFile(named, file).read(transport);
    } catch (NoCredentialsException e) {
      throw none(before + e.getMessage(), e);
    }
  }

  private Path gcloudsFile() {
    String folder = variable("CLOUDSDK_CONFIG");
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
    Path of =
        !folder.isEmpty()
            ? Path.of(folder)
            : windows
                ? Path.of(variable("APPDATA"), "gcloud")
                : Path.of(System.getProperty("user.home", ""), ".config", "gcloud");
    return of.resolve("application_default_credentials.json");
  }

  /** Google's shell in a browser gives tokens at a port. */
  private GoogleCredentials ofShell(String tried) throws NoCredentialsException {
    try {
      return CloudShellCredentials.create(Integer.parseInt(variable(SHELL)));
    } catch (NumberFormatException e) {
      throw none(tried + SHELL + ", which is no number", e);
    }
  }

  /**
   * Whether this is a machine of Google's: by its server, which says so, or else by its hardware.
   *
   * @see <a href="https://google.aip.dev/auth/4115">AIP-4115</a>
   */
  private boolean isMachineOfGoogles() throws NoCredentialsException {
    for (int n = 0; n < TRIES; n++) {
      try {
        return says();
      } catch (IOException | IllegalArgumentException e) {
        if (Thread.currentThread().isInterrupted() || e instanceof StoreClosedException) {
          throw new NoCredentialsException(
              "it ended while the machine's own account was looked for", e);
        }
        // Where nobody answers there is no such machine, which is no failure until all is tried.
        unanswered.add(e);
      }
    }
    return isHardwareOfGoogles();
  }

  private boolean says() throws IOException {
    String host = variable("GCE_METADATA_HOST");
    GenericUrl url =
        new GenericUrl("http://" + (host.isEmpty() ? "metadata.google.internal" : host));
    HttpRequest request = transport.create().createRequestFactory().buildGetRequest(url);
    request.setHeaders(new HttpHeaders().set(TokenTransport.MACHINE, "Google"));
    HttpResponse answer =
        request.setConnectTimeout(CONNECT_MILLIS).setLoggingEnabled(false).execute();
    try {
      return answer.getHeaders().getHeaderStringValues(TokenTransport.MACHINE).contains("Google");
    } finally {
      answer.disconnect();
    }
  }

  private boolean isHardwareOfGoogles() {
    if (!Files.isReadable(product)) {
      return false;
    }
    try {
      return Files.readString(product).strip().startsWith("Google");
    } catch (IOException e) {
      unanswered.add(e);
      return false;
    }
  }

  /**
   * There are none.
   *
   * @param tried where they were looked for, and what came of it
   * @param cause null where it could be secret
   */
  private NoCredentialsException none(String tried, @Nullable Exception cause) {
    NoCredentialsException none =
        new NoCredentialsException(
            "no application default credentials are usable; name a file by gcs.credentials-file or"
                + " GOOGLE_APPLICATION_CREDENTIALS, run gcloud auth application-default login, or"
                + " set gcs.anonymous (tried: "
                + tried
                + ")",
            cause);
    unanswered.forEach(none::addSuppressed);
    return none;
  }
}
