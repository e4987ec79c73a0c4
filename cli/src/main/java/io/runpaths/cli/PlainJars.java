package io.runpaths.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Takes the signatures out of the launcher's own copies of jars. Java checks the whole of a signed
 * jar's manifest whenever it loads the first class of it: of Bouncy Castle's that is a fifth of a
 * second at every start, and classes of signed jars go into no class-data archive. The signature
 * says nothing here, for nobody asks whose it is.
 */
final class PlainJars {
  private static final String META = "META-INF/";

  private PlainJars() {}

  /**
   * Rewrites what is signed.
   *
   * @param args the folder of jars
   */
  public static void main(String[] args) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      stream.forEach(jars::add);
    }
    for (Path jar : jars) {
      Path plain = jar.resolveSibling(jar.getFileName() + ".plain");
      if (rewrite(jar, plain)) {
        Files.move(plain, jar, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean rewrite(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile(), false)) {
      boolean signed = jar.stream().anyMatch(entry -> isSignature(entry.getName()));
      if (!signed) {
        return false;
      }
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().putAll(jar.getManifest().getMainAttributes());
      try (OutputStream out = Files.newOutputStream(to);
          JarOutputStream plain = new JarOutputStream(out, manifest)) {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
          JarEntry entry = entries.nextElement();
          String name = entry.getName();
          if (!isSignature(name) && !name.equals(JarFile.MANIFEST_NAME) && !name.equals(META)) {
            plain.putNextEntry(new JarEntry(name));
            try (InputStream in = jar.getInputStream(entry)) {
              in.transferTo(plain);
            }
          }
        }
      }
      return true;
    }
  }

  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith(META)
        && upper.indexOf('/', META.length()) < 0
        && (upper.endsWith(".SF")
            || upper.endsWith(".RSA")
            || upper.endsWith(".DSA")
            || upper.endsWith(".EC"));
  }
}
