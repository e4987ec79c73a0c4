package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.LineageProblem;
import io.runpaths.Link;
import io.runpaths.ListRequest;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunPaths;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StageOrder;
import io.runpaths.StagedPaths;
import io.runpaths.StoreSettings;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.Page;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.testkit.ForwardingBackend;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a real folder: what lies where, and what happens when people or accidents change it. */
class RunsOnDiskTest {
  private static final Map<String, Object> CONFIG = Map.of("lr", 0.001, "run_timestamp", 1.0);

  @TempDir Path folder;
  private RunStore store;

  @BeforeEach
  void open() throws StorageException {
    store = RunStores.open(folder.resolve("outputs").toString());
  }

  @AfterEach
  void close() throws StorageException {
    store.close();
  }

  private Run hashed() throws StorageException {
    return store.create(RunSpec.hashed("OrganCMNIST", "EfficientNet-B0", CONFIG));
  }

  private Run staged(String stage, String id) throws StorageException {
    return store.create(RunSpec.staged().stage(stage).runId(id));
  }

  private List<String> tree(Path top) throws IOException {
    try (Stream<Path> paths = Files.walk(top)) {
      return paths
          .filter(path -> !path.equals(top))
          .map(path -> top.relativize(path) + (Files.isDirectory(path) ? "/" : ""))
          .sorted()
          .toList();
    }
  }

  @Test
  void aHashedRunHasTheSixFoldersOfTheOriginalAndItsBirthCertificate() throws Exception {
    Run run = hashed();
    assertEquals(
        List.of(
            "checkpoints/", "database/", "exports/", "figures/", "logs/", "reports/", "run.json"),
        tree(run.location().toPath()));
    assertEquals(
        run.location().toPath().resolve("checkpoints/best_efficientnetb0.pth"),
        run.paths().bestModelPath().toPath());
  }

  @Test
  void theOneLineWayOfTheSeedClaimsUnderTheFolderGiven() throws Exception {
    RunPaths paths = RunPaths.create("organcmnist", "EfficientNet-B0", Map.of("lr", 0.1), folder);
    assertTrue(Files.isDirectory(paths.figures().toPath()));
    assertEquals(folder, paths.root().toPath().getParent());
  }

  @Test
  void resolvingTouchesNothing() throws Exception {
    StagedPaths paths = StagedPaths.of(store.root(), "2026-02-08_abcde", "pretrain", true);
    paths.logfileUri();
    paths.checkpointPath();
    paths.withRun("2026-02-08_zzzzz", null).basetrackerConfigUri();
    assertThrows(NotFoundException.class, () -> store.open(paths.path()));
    assertFalse(Files.exists(folder.resolve("outputs")));
  }

  @Test
  void theSameInputsAgainAreRefusedAndAttachContinues() throws Exception {
    Run run = hashed();
    assertThrows(AlreadyExistsException.class, this::hashed);
    Run same = store.attach(RunSpec.hashed("OrganCMNIST", "EfficientNet-B0", CONFIG));
    assertEquals(run.record().nonce(), same.record().nonce());
  }

  @Test
  void aFolderOfThePythonOriginalIsNeverShared() throws Exception {
    Run run = hashed();
    Path place = run.location().toPath();
    Files.delete(place.resolve("run.json"));
    Files.writeString(place.resolve("reports/config.yaml"), "lr: 0.1");
    Run other = hashed();
    assertFalse(other.path().equals(run.path()), "the timestamp moves on");
    assertEquals(1, other.record().hashed().orElseThrow().attempt());
    assertFalse(Files.exists(place.resolve("run.json")));
    assertEquals(List.of(new RunEntry(other.path())), store.list().toList());
  }

  @Test
  void aRunThatIsClaimedWhileItsFolderIsLookedAtIsNotTakenForAForeignFolder() throws Exception {
    RunSpec spec = RunSpec.hashed("OrganCMNIST", "EfficientNet-B0", CONFIG);
    String root = store.root().toPath().toString();
    Run leftover = hashed();
    Files.delete(leftover.location().toPath().resolve("run.json"));
    // Between the look for run.json and the look at the folder, another process claims the run.
    StorageBackend overtaken =
        new ForwardingBackend(RunStores.openBackend(root, Options.NONE)) {
          @Override
          public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit)
              throws StorageException {
            store.create(spec).put("logs/first.log", new byte[1]);
            return super.list(prefix, depth, from, limit);
          }
        };
    try (RunStore late = RunStores.over(overtaken, StoreSettings.DEFAULT)) {
      assertThrows(AlreadyExistsException.class, () -> late.create(spec));
    }
    assertEquals(1, store.list().count());
  }

  @Test
  void theEmptyFoldersOfAKilledClaimAreClaimedAgain() throws Exception {
    Run run = hashed();
    Files.delete(run.location().toPath().resolve("run.json"));
    assertEquals(run.path(), hashed().path());
  }

  @Test
  void aTruncatedBirthCertificateIsDamageAndNotARun() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    CorruptDataException e = assertThrows(CorruptDataException.class, () -> store.open(run.path()));
    assertEquals(Reason.MALFORMED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
    assertThrows(CorruptDataException.class, this::hashed, "nobody claims over it");
  }

  @Test
  void aHugeBirthCertificateIsNotReadIntoMemory() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    CorruptDataException e = assertThrows(CorruptDataException.class, () -> store.open(run.path()));
    assertEquals(Reason.TOO_LARGE, e.reason());
  }

  @Test
  void aBirthCertificateOfANewerReleaseIsNotGuessedAt() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    Files.writeString(file, Files.readString(file).replace("runpaths/run/v1", "runpaths/run/v2"));
    UnsupportedException e = assertThrows(UnsupportedException.class, () -> store.open(run.path()));
    assertEquals(Reason.NEWER_SCHEMA, e.reason());
  }

  @Test
  void aRunThatIsComingOrGoingIsNotThereForReaders() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    for (String schema : List.of("runpaths/incoming/v1", "runpaths/tombstone/v1")) {
      Files.writeString(file, Files.readString(file).replaceFirst("runpaths/\\w+/v1", schema));
      assertThrows(NotFoundException.class, () -> store.open(run.path()));
      Run later = staged("s", "x-" + schema.length());
      assertThrows(NotFoundException.class, () -> later.link(run));
      assertEquals(List.of(), later.links());
    }
  }

  @Test
  void aBirthCertificateThatIsALinkIsRefused() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    Path elsewhere = run.location().toPath().resolve("reports/x.json");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, Path.of("reports/x.json"));
    CorruptDataException e = assertThrows(CorruptDataException.class, () -> store.open(run.path()));
    assertEquals(Reason.SYMLINK, e.reason());
  }

  @Test
  void aBirthCertificateThatIsAFolderIsNoRunAndIsNotClaimedOver() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    Files.delete(file);
    Files.createDirectory(file);
    assertThrows(NotFoundException.class, () -> store.open(run.path()));
    StorageException e = assertThrows(StorageException.class, this::hashed);
    assertEquals(Reason.FILE_OR_FOLDER, e.reason());
    assertTrue(Files.isDirectory(file));
  }

  @Test
  void aDocumentWithDuplicateKeysOrWrongTypesIsDamage() throws Exception {
    Run run = hashed();
    Path file = run.location().toPath().resolve("run.json");
    String whole = Files.readString(file);
    for (String damaged :
        List.of(
            whole.replaceFirst("\"id\"", "\"nonce\""),
            whole.replaceFirst("\"created\" : \"[^\"]*\"", "\"created\" : 7"),
            whole.replaceFirst("\"created\" : \"[^\"]*\"", "\"created\" : \"yesterday\""),
            whole.replaceFirst("\"layout\" : \"hashed\"", "\"layout\" : \"round\""),
            whole + "{}",
            "[]",
            "",
            "[".repeat(100_000))) {
      Files.writeString(file, damaged);
      assertThrows(CorruptDataException.class, () -> store.open(run.path()), damaged);
    }
  }

  @Test
  void aLinkIsARelativeSymbolicLinkThatAnyToolFollows() throws Exception {
    Run parent = staged("pretrain", "p1");
    Run child = staged("finetune", "c1");
    assertTrue(child.link(parent).warning().isEmpty());
    Path link = child.location().toPath().resolve("ancestor");
    assertEquals(Path.of("../../pretrain/p1"), Files.readSymbolicLink(link));
    assertTrue(
        Files.isSameFile(link.resolve("run.json"), parent.location().toPath().resolve("run.json")));
    assertEquals(List.of(child.path()), parent.descendants().map(Run::path).toList());
    assertEquals(List.of(), store.checkLineage(child));

    Path moved = Files.move(folder.resolve("outputs"), folder.resolve("moved"));
    try (RunStore there = RunStores.open(moved.toString())) {
      Run again = there.open("finetune/c1");
      assertEquals(List.of("pretrain/p1"), again.ancestors().map(Run::path).toList());
      assertTrue(Files.exists(again.location().toPath().resolve("ancestor/run.json")));
    }
  }

  @Test
  void anAncestorThatMayNotBeWrittenToIsLinkedWithAWarningAndPinnedByRepair() throws Exception {
    staged("s", "a");
    String root = store.root().toPath().toString();
    StorageBackend readOnly =
        new ForwardingBackend(RunStores.openBackend(root, Options.NONE)) {
          @Override
          public ObjectStat put(ObjectKey key, Body body, PutOptions options)
              throws StorageException {
            if (key.value().startsWith("s/a/")) {
              throw new AccessDeniedException(
                  "put", key.value(), Reason.READ_ONLY, "The run s/a is read-only.", null);
            }
            return super.put(key, body, options);
          }
        };
    try (RunStore there = RunStores.over(readOnly, StoreSettings.DEFAULT)) {
      Run child =
          there.create(RunSpec.staged().stage("s").runId("b").withAncestor(there.open("s/a")));
      assertTrue(child.warnings().get(0).contains("could not be pinned"), child.warnings().get(0));
      assertEquals(List.of("s/a"), child.ancestors().map(Run::path).toList());
    }
    Run child = store.open("s/b");
    assertEquals(LineageProblem.Kind.UNPINNED, problems(child).get(0).kind());
    store.repairLineage(child);
    assertEquals(List.of(), problems(child));
    assertEquals(List.of("s/b"), store.open("s/a").descendants().map(Run::path).toList());
  }

  @Test
  void aSymbolicLinkThatAPersonChangedWins() throws Exception {
    Run a = staged("s", "a");
    Run b = staged("s", "b");
    Run child = staged("s", "c");
    child.link(a);
    Path link = child.location().toPath().resolve("ancestor");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("../b"));
    assertEquals(b.location(), child.link(Link.ANCESTOR).orElseThrow().target());
    Files.delete(link);
    assertEquals(a.location(), child.link(Link.ANCESTOR).orElseThrow().target());
  }

  @Test
  void relinkingLeavesTheSymbolicLinkAndTheDocumentInAgreement() throws Exception {
    Run a = staged("s", "a");
    Run b = staged("s", "b");
    Run child = staged("s", "c");
    child.link(a);
    child.link(b);
    assertEquals(
        Path.of("../b"), Files.readSymbolicLink(child.location().toPath().resolve("ancestor")));
    assertEquals(List.of(), a.descendants().toList());
    assertEquals(List.of(child.path()), b.descendants().map(Run::path).toList());
    assertFalse(
        Files.exists(
            a.location()
                .toPath()
                .resolve("descendants/c-" + child.record().nonce().substring(0, 8) + ".json")));
    assertTrue(child.unlink("ancestor"));
    assertFalse(child.unlink("ancestor"));
    assertFalse(
        Files.exists(child.location().toPath().resolve("ancestor"), LinkOption.NOFOLLOW_LINKS));
    assertEquals(List.of(), b.descendants().toList());
  }

  @Test
  void aRelinkThatWasKilledBeforeItsSymbolicLinkIsFinishedByRepair() throws Exception {
    Run a = staged("s", "a");
    Run b = staged("s", "b");
    Run child = staged("s", "c");
    child.link(a);
    child.link(b);
    Path link = child.location().toPath().resolve("ancestor");
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("../a"));
    assertEquals(
        b.location(),
        child.link(Link.ANCESTOR).orElseThrow().target(),
        "what a killed writer was about to replace is not taken for a person's change");
    assertEquals(
        List.of(LineageProblem.Kind.NO_SYMLINK),
        store.checkLineage(child).stream().map(LineageProblem::kind).toList());
    store.repairLineage(child);
    assertEquals(Path.of("../b"), Files.readSymbolicLink(link));
  }

  @Test
  void linksThatPeopleMakeToNowhereOutsideThemselvesOrInARingHarmNobody() throws Exception {
    Run a = staged("s", "a");
    Run b = staged("s", "b");
    Path here = b.location().toPath();
    Files.createSymbolicLink(here.resolve("outside"), Path.of("../../../.."));
    Files.createSymbolicLink(here.resolve("absolute"), Path.of("/etc"));
    Files.createSymbolicLink(here.resolve("self"), Path.of("."));
    Files.createSymbolicLink(here.resolve("missing"), Path.of("../nobody"));
    b.link(a);
    Files.createSymbolicLink(a.location().toPath().resolve("back"), Path.of("../b"));
    assertEquals(List.of("s/a"), b.ancestors().map(Run::path).toList(), "a ring ends");
    Map<String, Boolean> within =
        b.links().stream().collect(java.util.stream.Collectors.toMap(Link::name, Link::within));
    assertEquals(
        Map.of(
            "ancestor", true, "outside", false, "absolute", false, "self", true, "missing", true),
        within);
    assertEquals(
        List.of("outside", "absolute", "missing", "self"),
        List.of("outside", "absolute", "missing", "self").stream()
            .filter(name -> problems(b).stream().anyMatch(problem -> problem.link().equals(name)))
            .toList());
    assertEquals(LineageProblem.Kind.NOT_OLDER, problems(a).get(0).kind(), "the ring is named");
    assertThrows(
        StorageException.class,
        () -> store.backend().read(ObjectKey.of("s/b/absolute/passwd"), ReadOptions.ALL));
  }

  private List<LineageProblem> problems(Run run) {
    try {
      return store.checkLineage(run);
    } catch (StorageException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void listsRunsOfBothLayoutsAndOrdersInKeyOrder() throws Exception {
    String hashed = hashed().path();
    staged("pretrain", "b");
    staged("pretrain", "a");
    store.create(RunSpec.staged().runId("solo"));
    store.create(RunSpec.staged().runId("r1").stage("s2").order(StageOrder.RUN_FIRST));
    store.create(RunSpec.staged().runId("r1").order(StageOrder.RUN_FIRST));
    store.create(RunSpec.staged().runId("d").stage("pretrain").debug(true));
    Files.createDirectories(folder.resolve("outputs/notes/deep/er"));
    List<String> expected =
        List.of(hashed, "debug/pretrain/d", "pretrain/a", "pretrain/b", "r1", "r1/s2", "solo");
    assertEquals(expected, store.list().map(RunEntry::path).toList());
    assertTrue(store.list(ListRequest.UNCHECKED).map(RunEntry::path).toList().contains(hashed));
    assertEquals("pretrain/a", store.find("a").orElseThrow().path());
    assertEquals("debug/pretrain/d", store.find("d").orElseThrow().path());
    staged("finetune", "a");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> store.find("a"));
    assertTrue(String.valueOf(e.getMessage()).contains("finetune/a, pretrain/a"), e.getMessage());
  }

  @Test
  void listingARootThatIsNotThereSaysSo() {
    NotFoundException e = assertThrows(NotFoundException.class, () -> store.list());
    assertEquals(Reason.NO_SUCH_ROOT, e.reason());
  }

  @Test
  void aRootThatIsAFileIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    StorageException e =
        assertThrows(StorageException.class, () -> RunStores.open(file.toString()));
    assertEquals(Reason.FILE_OR_FOLDER, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
    assertEquals("x", Files.readString(file));
  }

  @Test
  void artifactsAreWriteOnceAndNeverLeaveTheRun() throws Exception {
    Run run = hashed();
    run.put("figures/a/b.png", new byte[] {1});
    assertThrows(AlreadyExistsException.class, () -> run.put("figures/a/b.png", new byte[] {2}));
    run.replace("figures/a/b.png", new byte[] {3});
    assertEquals(3, run.readAll("figures/a/b.png")[0]);
    for (String name :
        List.of("../x", "/x", "run.json", "ancestor", "a/../../x", "descendants/x")) {
      assertThrows(IllegalArgumentException.class, () -> run.put(name, new byte[0]), name);
    }
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(run.location().toPath().resolve("figures/out"), outside);
    assertThrows(StorageException.class, () -> run.put("figures/out/x", new byte[0]));
    assertEquals(List.of(), tree(outside));
    assertEquals(List.of("figures/a/b.png"), run.artifacts().map(a -> a.name()).toList());
  }
}
