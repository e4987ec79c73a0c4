package io.runpaths.gcs.server;

/** The folders that a bucket with a hierarchical namespace makes for the objects in it. */
final class Folders {
  private Folders() {}

  /** An object's folders come to be with it, and stay when it goes. */
  static void addParents(Bucket bucket, String name) {
    if (bucket.hierarchical()) {
      for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
        bucket.folders().add(name.substring(0, slash + 1));
      }
    }
  }
}
