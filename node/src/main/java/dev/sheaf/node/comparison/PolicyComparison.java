package dev.sheaf.node.comparison;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The same jobs under one policy after the other, each on a node of its own with an empty cache of
 * the same size: what each policy costs the origin, beside the bound.
 */
public final class PolicyComparison {
  private static final long LEAST_MEMORY = 1 << 20;

  private final Plan plan;
  private final BiFunction<Path, List<String>, Settings> settings;
  private final Consumer<String> print;

  /**
   * What is compared.
   *
   * @param dataset its name, under which it may be registered already
   * @param uri where it is, {@code file:} or what else the node's origins read
   * @param speeds of the jobs, in steps
   * @param stepNanos from one step of a job of speed 1 to the next, when the node keeps up: how
   *     fast jobs are says how far ahead their batches are assigned
   * @param stagger by what share of an epoch the jobs' starts are spread, 0..1
   * @param policies names as in {@code sheaf.cache.policy}
   */
  public record Plan(
      String dataset,
      String uri,
      List<Double> speeds,
      double stagger,
      long stepNanos,
      int epochs,
      int batch,
      double cacheFraction,
      long seed,
      List<String> policies) {
    /** A plan that owns its lists. */
    public Plan {
      speeds = List.copyOf(speeds);
      policies = List.copyOf(policies);
    }
  }

  /**
   * A comparison.
   *
   * @param settings of a node with its state in a folder, by {@code key=value} lines
   * @param print hears a line for each policy
   */
  public PolicyComparison(
      Plan plan, BiFunction<Path, List<String>, Settings> settings, Consumer<String> print) {
    this.plan = plan;
    this.settings = settings;
    this.print = print;
  }

  /** Runs all policies, with the nodes' state below {@code folder}. */
  public List<PolicyFigures> run(Path folder) throws IOException, NodeStartException {
    var bytes = datasetBytes(folder);
    var memory = memoryBytes(plan.cacheFraction(), bytes);
    var fraction = Math.min(1, (double) memory / bytes);
    var figures = new ArrayList<PolicyFigures>();
    for (var policy : plan.policies()) {
      print.accept(
          "%s: %d jobs, %d epochs over %,d bytes, a cache of %.3f of them"
              .formatted(policy, plan.speeds().size(), plan.epochs(), bytes, fraction));
      figures.add(new PolicyRun(plan, policy, fraction).run(settings(folder, memory, policy)));
    }
    return figures;
  }

  /** Whole pages, as many as that share of the dataset needs. */
  static long memoryBytes(double cacheFraction, long datasetBytes) {
    var pages = Math.ceilDiv((long) (cacheFraction * datasetBytes), PackageStore.PAGE_BYTES);
    return Math.max(LEAST_MEMORY, pages * PackageStore.PAGE_BYTES);
  }

  /** Indexes the dataset, once for all policies. */
  private long datasetBytes(Path folder) throws IOException, NodeStartException {
    print.accept("indexing " + plan.uri());
    try (var node = SheafNode.start(settings(folder, LEAST_MEMORY, "lru"))) {
      var view = new NodeApi(node.apiAddress()).register(plan.dataset(), plan.uri());
      return view.path("bytes").asLong();
    }
  }

  private Settings settings(Path folder, long memoryBytes, String policy) {
    return settings.apply(
        folder.resolve("state"), List.of("cache.memory=" + memoryBytes, "cache.policy=" + policy));
  }
}
