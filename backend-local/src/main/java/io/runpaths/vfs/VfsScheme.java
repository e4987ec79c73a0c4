package io.runpaths.vfs;

import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of schemes: how a location of each is written, which settings it has, and how it is
 * opened. No type of VFS may appear here, since the table is loaded with the provider.
 */
enum VfsScheme {
  /** Files in memory, shared by all that open the same name in this program. */
  RAM("ram://scratch/outputs") {
    @Override
    void check(Location location) {
      // Any name will do, and none.
    }

    @Override
    StorageBackend open(Location root, Options options) {
      return RamStores.open(root);
    }
  },

  /** The files of an SSH server. */
  SFTP("sftp://user@host/scratch/outputs") {
    @Override
    List<OptionSpec> options() {
      return SftpSettings.SPECS;
    }

    @Override
    void check(Location location) {
      SftpAddress.of(location);
    }

    @Override
    StorageBackend open(Location root, Options options) throws StorageException {
      return SftpStores.open(root, SftpSettings.of(root, options));
    }
  };

  /** All schemes, in lower case. */
  static final Set<String> NAMES =
      Arrays.stream(values()).map(VfsScheme::scheme).collect(Collectors.toUnmodifiableSet());

  private final String example;

  VfsScheme(String example) {
    this.example = example;
  }

  static VfsScheme of(String name) {
    for (VfsScheme scheme : values()) {
      if (scheme.scheme().equals(name)) {
        return scheme;
      }
    }
    throw new IllegalArgumentException(
        "The scheme '" + name + "' is not one of " + NAMES + "; write for example " + RAM.example);
  }

  static List<OptionSpec> allOptions() {
    return Arrays.stream(values()).flatMap(scheme -> scheme.options().stream()).toList();
  }

  /** The settings of the scheme. */
  List<OptionSpec> options() {
    return List.of();
  }

  String scheme() {
    return example.substring(0, example.indexOf(':'));
  }

  String example() {
    return example;
  }

  /**
   * Sees that a location has all that the scheme needs.
   *
   * @throws IllegalArgumentException if not; the message shows a right one
   */
  abstract void check(Location location);

  abstract StorageBackend open(Location root, Options options) throws StorageException;
}
