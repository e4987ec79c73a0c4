package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Objects up, down, and copied inside the store, beside rclone on the same server. Whole processes
 * are measured, Java's start included; the server counts the requests.
 */
final class CopyObjects implements Benchmark {
  private static final double REQUESTS_OF_ONE = 1.01;
  private static final double REQUESTS_OF_512_MIB = 12;
  private static final double MEGABYTES = 256;

  /** Where the server is. */
  interface Given {
    /**
     * Finds it.
     *
     * @throws NotRunException if there is none
     */
    ObjectServer find() throws NotRunException;
  }

  private final Given given;

  CopyObjects(Given given) {
    this.given = given;
  }

  /** The ways an object goes. */
  private enum Way {
    UP,
    DOWN,
    COPY;

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What one of the two used in all its turns. */
  private static final class Side {
    private final Samples wall = new Samples();
    private final Samples cpu = new Samples();
    private double requests;
    private double megabytes;
  }

  @Override
  public List<Finding> run(Bench bench) throws IOException, InterruptedException {
    for (String needed : List.of("rclone", "python3")) {
      if (!Program.exists(needed)) {
        throw new NotRunException("transfers beside rclone: there is no " + needed);
      }
    }
    ObjectServer server = given.find();
    Rclone rclone = new Rclone(server);
    Path archive = bench.scratch().resolve("transfer-" + server.scheme() + ".jsa");
    OurJava java = new OurJava(archive);
    String bucket = "benchmark-" + UUID.randomUUID();
    rclone.makeBucket(bucket).seconds();
    List<Finding> findings = new ArrayList<>();
    for (ObjectSet set : sets(bench, server.isQuick())) {
      Path files = set.write(bench.folder("files-" + set.size()));
      Turns turns = new Turns(bench, server, rclone, java, bucket, set, files);
      if (findings.isEmpty()) {
        turns.rehearse();
      }
      for (Way way : Way.values()) {
        findings.addAll(turns.compare(way));
      }
      rclone.purge(bucket + "/source").seconds();
      Bench.remove(files);
    }
    return findings;
  }

  private static List<ObjectSet> sets(Bench bench, boolean quick) {
    List<ObjectSet> sets = new ArrayList<>();
    sets.add(new ObjectSet(bench.rounds(1_000, 10_000), 4 << 10, "4 KiB"));
    sets.add(new ObjectSet(bench.rounds(200, 1_000), 100 << 10, "100 KiB"));
    if (quick || bench.thorough()) {
      sets.add(new ObjectSet(quick ? bench.rounds(1, 4) : 1, 512 << 20, "512 MiB"));
    }
    return sets;
  }

  /** The turns of the two with one set of objects. */
  private record Turns(
      Bench bench,
      ObjectServer server,
      Rclone rclone,
      OurJava java,
      String bucket,
      ObjectSet set,
      Path files) {
    /** Fills the class-data archive, by all that is measured later. */
    void rehearse() throws IOException, InterruptedException {
      Path few = new ObjectSet(20, 4 << 10, "few").write(bench.folder("few"));
      new ObjectSet(1, 65 << 20, "large").write(few.resolve("large"));
      Path back = bench.folder("few-back");
      String there = uri(bucket + "/rehearsal");
      java.rehearse(
          Transfer.class,
          List.of(
              arguments("up", few.toString(), there),
              arguments("copy", there, uri(bucket + "/rehearsal-copy")),
              arguments("down", there, back.toString())));
      Bench.remove(back);
      Bench.remove(few);
    }

    List<Finding> compare(Way way) throws IOException, InterruptedException {
      Side ours = new Side();
      Side theirs = new Side();
      // Large objects take long enough to be measured once, and servers free their room late.
      int rounds = server.isQuick() && !isLarge() ? bench.rounds(1, 3) : 1;
      for (int round = 0; round < rounds; round++) {
        turn(way, ours, true, round);
        turn(way, theirs, false, round);
      }
      return findings(way, ours, theirs);
    }

    private void turn(Way way, Side side, boolean our, int round)
        throws IOException, InterruptedException {
      String source = bucket + "/source";
      String target = bucket + "/" + way.words() + "-" + our + round;
      Path folder = way == Way.DOWN ? bench.folder("down") : files;
      Program program =
          switch (way) {
            case UP ->
                our ? ours("up", files.toString(), uri(target)) : rclone.copy("" + files, target);
            case DOWN ->
                our
                    ? ours("down", uri(source), folder.toString())
                    : rclone.copy(source, folder.toString());
            case COPY -> our ? ours("copy", uri(source), uri(target)) : rclone.copy(source, target);
          };
      long before = server.requests();
      Usage usage = Usage.of(bench, program);
      side.requests = server.requests() - before;
      side.wall.add(usage.wall());
      side.cpu.add(usage.cpu());
      side.megabytes = Math.max(side.megabytes, usage.megabytes());
      if (way == Way.DOWN) {
        Bench.remove(folder);
      } else if (way == Way.UP && our && round == 0) {
        // What the other ways read.
        rclone.copy(target, source).seconds();
      }
      if (way != Way.DOWN) {
        rclone.purge(target).seconds();
      }
    }

    private Program ours(String way, String from, String to) throws IOException {
      return java.program(Transfer.class, arguments(way, from, to));
    }

    private List<String> arguments(String way, String from, String to) {
      List<String> arguments =
          new ArrayList<>(List.of(way, from, to, Integer.toString(ObjectSet.TRANSFERS)));
      arguments.addAll(server.settings());
      return arguments;
    }

    private String uri(String place) {
      return server.scheme() + "://" + place;
    }

    private List<Finding> findings(Way way, Side ours, Side theirs) {
      String what =
          server.scheme()
              + ": "
              + way.words()
              + " "
              + String.format(Locale.ROOT, "%,d × ", set.count())
              + set.words();
      double each = 1e6 / set.count();
      double objects = set.count();
      boolean large = isLarge();
      return List.of(
          new Finding(
              what + ": processor",
              ours.cpu.median() / theirs.cpu.median(),
              "×",
              1,
              String.format(
                  Locale.ROOT,
                  "%,.0f µs an object; rclone %,.0f µs",
                  ours.cpu.median() * each,
                  theirs.cpu.median() * each)),
          new Finding(
              what + ": time",
              ours.wall.median() / theirs.wall.median(),
              "×",
              Finding.NO_GOAL,
              String.format(
                  Locale.ROOT, "%.2f s; rclone %.2f s", ours.wall.median(), theirs.wall.median())),
          new Finding(
              what + ": requests",
              ours.requests / objects,
              "each",
              goal(way, large),
              String.format(Locale.ROOT, "rclone %.3f each", theirs.requests / objects)),
          new Finding(
              what + ": memory",
              ours.megabytes,
              "MB",
              MEGABYTES,
              String.format(
                  Locale.ROOT, "largest resident set; rclone %.0f MB", theirs.megabytes)));
    }

    private boolean isLarge() {
      return set.size() > 100 << 20;
    }

    private double goal(Way way, boolean large) {
      if (large) {
        return way == Way.UP ? REQUESTS_OF_512_MIB : Finding.NO_GOAL;
      }
      // Listings come on top, a page of a thousand each.
      double listings = way == Way.UP ? 0 : Math.ceil(set.count() / 1000.0) / set.count();
      return REQUESTS_OF_ONE + listings;
    }
  }
}
