package io.runpaths.benchmarks;

import io.runpaths.RunStores;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Many uploads of one store at once, each written by a thread of its own as a stream whose length
 * nobody knows beforehand. All begin together. A program of its own, so that what it uses can be
 * measured from outside.
 */
public final class Crowd {
  private static final int CHUNK = 64 << 10;

  private Crowd() {}

  /**
   * Uploads.
   *
   * @param args where, how many at once, how many MiB each, then settings {@code name=value}
   * @throws IOException if an upload failed
   * @throws InterruptedException if the thread was interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int count = Integer.parseInt(args[1]);
    long size = Long.parseLong(args[2]) << 20;
    Options options = Options.NONE;
    for (String setting : List.of(args).subList(3, args.length)) {
      int equals = setting.indexOf('=');
      options = options.with(setting.substring(0, equals), setting.substring(equals + 1));
    }
    CyclicBarrier together = new CyclicBarrier(count);
    try (StorageBackend store = RunStores.openBackend(args[0], options)) {
      List<FutureTask<Void>> all = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        ObjectKey key = ObjectKey.of("crowd/" + n);
        FutureTask<Void> one =
            new FutureTask<>(
                () -> {
                  together.await();
                  upload(store, key, size);
                  return null;
                });
        Thread thread = new Thread(one, "upload-" + n);
        thread.setDaemon(true);
        thread.start();
        all.add(one);
      }
      for (FutureTask<Void> one : all) {
        try {
          one.get();
        } catch (ExecutionException e) {
          throw new IOException("An upload failed: " + e.getCause(), e);
        }
      }
    }
  }

  private static void upload(StorageBackend store, ObjectKey key, long size) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (Upload upload = store.upload(key, PutOptions.REPLACE)) {
      OutputStream out = upload.output();
      for (long left = size; left > 0; left -= CHUNK) {
        out.write(chunk, 0, (int) Math.min(CHUNK, left));
      }
      upload.commit();
    }
  }
}
