package io.runpaths;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One run: its identity, its paths, its artifacts and its links.
 *
 * <p>Artifacts are named by their path inside the run, such as {@code figures/loss.png}, or by a
 * {@link Location} that {@link #paths()} or {@link #stagedPaths()} gives. They are write-once:
 * {@link #put} fails where there is one, {@link #replace} replaces it whole. Names of RunPaths' own
 * documents are refused, and so is every name that would leave the run. Safe for use by any number
 * of threads; valid until its store is closed.
 */
public final class Run {
  private final RunStore store;
  private final String path;
  private final RunRecord record;
  private final Artifacts artifacts;
  private final List<String> warnings;

  Run(RunStore store, String path, RunRecord record) {
    this(store, path, record, List.of());
  }

  Run(RunStore store, String path, RunRecord record, List<String> warnings) {
    this.warnings = List.copyOf(warnings);
    this.store = Objects.requireNonNull(store, "store");
    this.path = Objects.requireNonNull(path, "path");
    this.record = Objects.requireNonNull(record, "record");
    this.artifacts = new Artifacts(store.backend(), path);
  }

  /**
   * The run's id.
   *
   * @return one segment; for a staged run without its stage
   */
  public String id() {
    return record.id();
  }

  /**
   * The run's path below the root, as {@link RunStore#open} takes it.
   *
   * @return a relative path
   */
  public String path() {
    return path;
  }

  /**
   * The run's own folder or prefix.
   *
   * @return its location
   */
  public Location location() {
    return store.root().resolve(path);
  }

  /**
   * The store that this run was obtained from.
   *
   * @return the store
   */
  public RunStore store() {
    return store;
  }

  /**
   * The birth certificate.
   *
   * @return what run.json says
   */
  public RunRecord record() {
    return record;
  }

  /**
   * What to tell the person who created or attached the run, though all went well: an ancestor that
   * could not be pinned.
   *
   * @return sentences; empty for a run that was opened
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * How the id and folders are formed.
   *
   * @return the layout
   */
  public Layout layout() {
    return record.layout();
  }

  /**
   * Where everything of a hashed run lies.
   *
   * @return its paths
   * @throws IllegalStateException if the run is staged; {@link #stagedPaths()} is meant
   */
  public RunPaths paths() {
    HashedInputs inputs =
        record
            .hashed()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The run " + path + " is of the staged layout; use stagedPaths()."));
    return new RunPaths(id(), inputs.datasetSlug(), inputs.architectureSlug(), location());
  }

  /**
   * Where everything of a staged run lies.
   *
   * @return its paths
   * @throws IllegalStateException if the run is hashed; {@link #paths()} is meant
   */
  public StagedPaths stagedPaths() {
    StagedInputs inputs =
        record
            .staged()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The run " + path + " is of the hashed layout; use paths()."));
    return StagedPaths.of(store.root(), inputs.runId(), inputs.stageOrNull(), inputs.debug())
        .withOrder(inputs.order())
        .withTracker(inputs.tracker());
  }

  /**
   * The location of an artifact, whether it exists or not.
   *
   * @param name its path inside the run
   * @return its location
   * @throws IllegalArgumentException if the name is blank, absolute, reserved or would leave the
   *     run
   */
  public Location artifact(String name) {
    return location().resolve(RunNames.checkArtifact(name));
  }

  /**
   * Writes an artifact that must not exist yet.
   *
   * @param name its path inside the run
   * @param body its content
   * @return the stat of what was written
   * @throws AlreadyExistsException if it exists; {@link #replace} replaces it
   * @throws UnsupportedException if the store does not promise exclusive creation
   * @throws StorageException if it failed otherwise; nothing half written is visible
   */
  public ObjectStat put(String name, Body body) throws StorageException {
    return artifacts.put(name, body, false);
  }

  /**
   * Writes an artifact that must not exist yet.
   *
   * @param name its path inside the run
   * @param bytes its content
   * @return the stat of what was written
   * @throws AlreadyExistsException if it exists; {@link #replace} replaces it
   * @throws StorageException if it failed otherwise
   */
  public ObjectStat put(String name, byte[] bytes) throws StorageException {
    return put(name, Body.of(bytes));
  }

  /**
   * Writes an artifact that must not exist yet.
   *
   * @param where a location inside this run
   * @param bytes its content
   * @return the stat of what was written
   * @throws IllegalArgumentException if the location is not inside this run
   * @throws AlreadyExistsException if it exists; {@link #replace} replaces it
   * @throws StorageException if it failed otherwise
   */
  public ObjectStat put(Location where, byte[] bytes) throws StorageException {
    return put(name(where), Body.of(bytes));
  }

  /**
   * Writes an artifact that must not exist yet.
   *
   * @param where a location inside this run
   * @param body its content
   * @return the stat of what was written
   * @throws AlreadyExistsException if it exists; {@link #replace} replaces it
   * @throws StorageException if it failed otherwise
   */
  public ObjectStat put(Location where, Body body) throws StorageException {
    return put(name(where), body);
  }

  /**
   * Writes an artifact that must not exist yet from a file.
   *
   * @param where a location inside this run
   * @param file a regular file
   * @return the stat of what was written
   * @throws AlreadyExistsException if it exists; {@link #replace} replaces it
   * @throws IOException if the file cannot be read, or the artifact not be written
   */
  public ObjectStat put(Location where, Path file) throws IOException {
    return put(name(where), Body.ofFile(file));
  }

  /**
   * Writes an artifact, whole, in place of the one that may be there.
   *
   * @param name its path inside the run
   * @param body its content
   * @return the stat of what was written
   * @throws StorageException if it failed; what was there before is still there
   */
  public ObjectStat replace(String name, Body body) throws StorageException {
    return artifacts.put(name, body, true);
  }

  /**
   * Writes an artifact, whole, in place of the one that may be there.
   *
   * @param name its path inside the run
   * @param bytes its content
   * @return the stat of what was written
   * @throws StorageException if it failed; what was there before is still there
   */
  public ObjectStat replace(String name, byte[] bytes) throws StorageException {
    return replace(name, Body.of(bytes));
  }

  /**
   * Writes an artifact, whole, in place of the one that may be there.
   *
   * @param where a location inside this run
   * @param bytes its content
   * @return the stat of what was written
   * @throws StorageException if it failed; what was there before is still there
   */
  public ObjectStat replace(Location where, byte[] bytes) throws StorageException {
    return replace(name(where), Body.of(bytes));
  }

  /**
   * Writes an artifact, whole, in place of the one that may be there.
   *
   * @param where a location inside this run
   * @param body its content
   * @return the stat of what was written
   * @throws StorageException if it failed; what was there before is still there
   */
  public ObjectStat replace(Location where, Body body) throws StorageException {
    return replace(name(where), body);
  }

  /**
   * Writes an artifact from a file, whole, in place of the one that may be there.
   *
   * @param where a location inside this run
   * @param file a regular file
   * @return the stat of what was written
   * @throws IOException if the file cannot be read, or the artifact not be written
   */
  public ObjectStat replace(Location where, Path file) throws IOException {
    return replace(name(where), Body.ofFile(file));
  }

  /**
   * Writes an artifact, whole, in place of exactly one version of it: so that a process which was
   * thought dead cannot undo what its successor wrote.
   *
   * @param name its path inside the run
   * @param expected the version that must still be there, as a stat or a read of it told
   * @param body its content
   * @return the stat of what was written
   * @throws PreconditionFailedException if another version is there, or none
   * @throws UnsupportedException if the store does not promise such replacing
   * @throws StorageException if it failed otherwise; what was there before is still there
   */
  public ObjectStat replace(String name, Version expected, Body body) throws StorageException {
    return artifacts.replace(name, expected, body);
  }

  /**
   * Begins an artifact whose bytes come once; it is visible after {@link Upload#commit()}.
   *
   * @param name its path inside the run
   * @param replace whether it may take the place of one that is there
   * @return the upload, which the caller commits or closes
   * @throws StorageException if it cannot be begun
   */
  public Upload upload(String name, boolean replace) throws StorageException {
    return artifacts.upload(name, replace);
  }

  /**
   * What the store tells of an artifact.
   *
   * @param name its path inside the run
   * @return its stat, or empty if it does not exist
   * @throws StorageException if it cannot be found out
   */
  public Optional<ObjectStat> stat(String name) throws StorageException {
    return artifacts.stat(name);
  }

  /**
   * Begins to read an artifact.
   *
   * @param name its path inside the run
   * @return the open read, which the caller closes
   * @throws NotFoundException if it does not exist
   * @throws StorageException if it failed otherwise
   */
  public ObjectContent read(String name) throws StorageException {
    return artifacts.read(name);
  }

  /**
   * Begins to read an artifact.
   *
   * @param where a location inside this run
   * @return the open read, which the caller closes
   * @throws NotFoundException if it does not exist
   * @throws StorageException if it failed otherwise
   */
  public ObjectContent read(Location where) throws StorageException {
    return read(name(where));
  }

  /**
   * Reads a whole artifact into memory.
   *
   * @param name its path inside the run
   * @return its bytes
   * @throws NotFoundException if it does not exist
   * @throws IOException if it failed otherwise
   */
  public byte[] readAll(String name) throws IOException {
    try (ObjectContent content = read(name)) {
      return content.stream().readAllBytes();
    }
  }

  /**
   * The artifacts of this run in key order, lazily; RunPaths' own documents and links are left out.
   *
   * @return the artifacts, named by their path inside the run; close the stream. Failures while it
   *     is read are {@link java.io.UncheckedIOException}s
   * @throws StorageException if the listing cannot be begun
   */
  public Stream<Artifact> artifacts() throws StorageException {
    return artifacts("");
  }

  /**
   * The artifacts below a folder of this run.
   *
   * @param folder a path inside the run, such as {@code figures}; empty for all
   * @return the artifacts; close the stream
   * @throws StorageException if the listing cannot be begun
   */
  public Stream<Artifact> artifacts(String folder) throws StorageException {
    return artifacts.list(folder);
  }

  /**
   * Deletes an artifact. Idempotent.
   *
   * @param name its path inside the run
   * @throws StorageException if it failed
   */
  public void delete(String name) throws StorageException {
    artifacts.delete(name);
  }

  /**
   * Links this run to its ancestor, replacing an older link of that kind.
   *
   * @param ancestor the run that this one descends from
   * @return whether a link was made, and what to warn of
   * @throws StorageException as {@link #link(Run, LinkSpec)}
   */
  public LinkOutcome link(Run ancestor) throws StorageException {
    return link(ancestor, LinkSpec.ANCESTOR);
  }

  /**
   * Links this run to another: first the back link in the other run (the pin) is written, then it
   * is made sure that the other run is there, then the link is written. An older link of the same
   * name is replaced atomically, by any number of writers. Linking a run to itself does nothing.
   *
   * @param ancestor the other run; of this store or another
   * @param spec the link's name and role
   * @return whether a link was made, and what to warn of: an ancestor that may not be written to is
   *     linked all the same, without the pin
   * @throws PreconditionFailedException if the other run is not older than this one: such links
   *     could form a ring; or if other writers kept changing the link
   * @throws NotFoundException if the other run is not there any more
   * @throws StorageException if it failed otherwise
   */
  public LinkOutcome link(Run ancestor, LinkSpec spec) throws StorageException {
    return new Linker(this).link(ancestor, spec);
  }

  /**
   * Takes a link away, and the pin in the other run.
   *
   * @param name the link's name, such as {@link Link#ANCESTOR}
   * @return true if there was such a link
   * @throws StorageException if it failed
   */
  public boolean unlink(String name) throws StorageException {
    return new Linker(this).unlink(name);
  }

  /**
   * The links of this run, by name. On disk a symbolic link that a person made or changed wins over
   * the document beside it.
   *
   * @return the links; their targets need not exist
   * @throws StorageException if they cannot be read, or one leads out of every configured root in a
   *     way that no location can express
   */
  public List<Link> links() throws StorageException {
    return new LinkReader(this).all();
  }

  /**
   * One link: one read on an object store.
   *
   * @param name the link's name
   * @return the link, if there is one
   * @throws StorageException if it cannot be read
   */
  public Optional<Link> link(String name) throws StorageException {
    return new LinkReader(this).one(RunNames.checkLink(name));
  }

  /**
   * The runs that this one descends from, nearest first, by all its links, each once. Links that
   * lead nowhere or out of the configured roots are not followed; {@link #links()} shows them.
   *
   * @return the ancestors, lazily; failures are {@link java.io.UncheckedIOException}s
   */
  public Stream<Run> ancestors() {
    return new LineageWalk(this, LineageWalk.Direction.ANCESTORS).stream();
  }

  /**
   * The runs that descend from this one, nearest first, each once: those that left their back link
   * here and whose link still leads here.
   *
   * @return the descendants, lazily; failures are {@link java.io.UncheckedIOException}s
   */
  public Stream<Run> descendants() {
    return new LineageWalk(this, LineageWalk.Direction.DESCENDANTS).stream();
  }

  private String name(Location where) {
    return where
        .below(location())
        .filter(name -> !name.isEmpty())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The location " + where + " is not inside the run " + location() + "."));
  }

  /** The run's location. */
  @Override
  public String toString() {
    return "Run(" + location() + ")";
  }
}
