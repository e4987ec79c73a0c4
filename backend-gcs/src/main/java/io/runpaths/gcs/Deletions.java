package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import java.io.IOException;

/** Deletes one object. */
final class Deletions {
  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final Outcome outcome;

  Deletions(Services at) {
    this.root = at.root();
    this.keys = at.keys();
    this.attempts = at.attempts();
    this.outcome = at.outcome();
  }

  void delete(ObjectKey key, Precondition precondition) throws StorageException {
    Op op = Op.on("delete", root, key);
    long began = System.nanoTime();
    try {
      attempts.write(
          op,
          site -> {
            Storage.Objects.Delete request =
                site.client().objects().delete(root.authority(), keys.full(key));
            if (precondition instanceof Precondition.IfVersion ifVersion) {
              request.setIfGenerationMatch(Versions.generation(ifVersion.version()));
            }
            if (Answers.sendForNothing(request) == Answers.Nothing.MUTE && isThere(site, key)) {
              throw new NotGcsException("it was answered, and an object is there");
            }
            return true;
          });
    } catch (FailedAttempts e) {
      outcome.ofDeletion(op, key, e, precondition, began);
    }
  }

  /**
   * Not Google answered: whether that was more than somebody on the way, the object tells. It is
   * asked each time, since a server that was seen to delete so may have one before it that does
   * not.
   */
  private boolean isThere(Site site, ObjectKey key) throws IOException {
    try {
      Answers.send(Reads.look(site, root.authority(), keys.full(key)));
      // Of whatever version: an answer without a word is none to a condition either.
      return true;
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404 && ErrorDocument.of(e).spoken()) {
        return false;
      }
      throw new UnseenException(e);
    } catch (IOException e) {
      throw new UnseenException(e);
    }
  }

  /** It was answered, and the look behind it failed: it may have been done, however that failed. */
  static final class UnseenException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException look;

    UnseenException(IOException look) {
      super("The deletion was answered, and the object cannot be looked at", look);
      this.look = look;
    }

    /** How the look failed. */
    IOException look() {
      return look;
    }
  }
}
