package io.runpaths.gcs.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Bytes in memory, as pieces that are shared and never changed. */
final class Content {
  static final Content EMPTY = new Content(List.of());

  private final List<byte[]> pieces;
  private final long size;

  private Content(List<byte[]> pieces) {
    this.pieces = pieces;
    this.size = pieces.stream().mapToLong(piece -> piece.length).sum();
  }

  /** Takes over the array. */
  static Content of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Content(List.of(bytes));
  }

  long size() {
    return size;
  }

  Content plus(Content more) {
    List<byte[]> all = new ArrayList<>(pieces);
    all.addAll(more.pieces);
    return new Content(List.copyOf(all));
  }

  /** The bytes from one offset up to, and without, another. */
  Content slice(long from, long to) {
    List<byte[]> some = new ArrayList<>();
    long start = 0;
    for (byte[] piece : pieces) {
      int first = (int) Math.max(0, from - start);
      int last = (int) Math.min(piece.length, to - start);
      if (first == 0 && last == piece.length) {
        some.add(piece);
      } else if (first < last) {
        some.add(Arrays.copyOfRange(piece, first, last));
      }
      start += piece.length;
    }
    return new Content(List.copyOf(some));
  }

  InputStream open() {
    return new SequenceInputStream(
        Collections.enumeration(
            pieces.stream().<InputStream>map(ByteArrayInputStream::new).toList()));
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] piece : pieces) {
      out.write(piece);
    }
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream(Math.toIntExact(size));
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }

  List<byte[]> pieces() {
    return pieces;
  }
}
