package io.runpaths;

import io.runpaths.layout.RunConfig;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is to be: the inputs of {@link RunStore#create} and {@link RunStore#attach}.
 * Immutable; every {@code with…} gives a new one.
 */
public sealed interface RunSpec permits HashedSpec, StagedSpec {
  /**
   * A run of the hashed layout.
   *
   * @param dataset the dataset, such as {@code organcmnist}
   * @param architecture the architecture, such as {@code EfficientNet-B0}
   * @param config the configuration: any nesting of maps, lists, strings, booleans, null, integers
   *     and floating point
   * @return the spec
   * @throws IllegalArgumentException if a name or the configuration is no good
   */
  static HashedSpec hashed(String dataset, String architecture, Map<String, ?> config) {
    return hashed(dataset, architecture, RunConfig.of(config));
  }

  /**
   * A run of the hashed layout.
   *
   * @param dataset the dataset
   * @param architecture the architecture
   * @param config the configuration
   * @return the spec
   */
  static HashedSpec hashed(String dataset, String architecture, RunConfig config) {
    return new HashedSpec(dataset, architecture, config);
  }

  /**
   * A run of the staged layout, with a random id, no stage, not for debugging.
   *
   * @return the spec
   */
  static StagedSpec staged() {
    return StagedSpec.EMPTY;
  }

  /**
   * The run that this one is to descend from: it is linked at creation, and the new run is created
   * later than it by the store's reckoning whatever the clocks say.
   *
   * @return the ancestor, if one was named
   */
  Optional<Run> ancestor();

  /**
   * The key under which all ranks and restarts of one job meet.
   *
   * @return the key, if one was given
   */
  Optional<String> job();
}
