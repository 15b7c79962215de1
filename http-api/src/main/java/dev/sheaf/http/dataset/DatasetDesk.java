package dev.sheaf.http.dataset;

import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.http.dataset.DatasetIndexing.Indexing;
import dev.sheaf.http.dataset.DatasetIndexing.Outcome;
import dev.sheaf.http.dataset.DatasetIndexing.Start;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What this node is indexing, and what it failed to index.
 *
 * <p>Transitions: nothing → indexing → (entry in the catalog, forgotten here) or failed; a failed
 * one is kept until its name is registered again or deleted. One indexing per name at a time.
 */
final class DatasetDesk {
  /** How many names are indexed or remembered as failed at most. */
  private static final int MAX_WORKS = 256;

  /** How many are indexed at once at most: each has names and lengths on the heap. */
  private static final int MAX_RUNNING = 16;

  private static final int REGISTER_ATTEMPTS = 10;
  private static final Duration REGISTER_PAUSE = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final DatasetIndexing indexing;
  private final Asking asking;
  private final Map<String, Work> works = new HashMap<>();

  /** One indexing; {@code failure} is null while it runs. */
  record Work(
      String name,
      DatasetIndexing.Source source,
      Indexing indexing,
      Outcome.@Nullable Failed failure) {}

  DatasetDesk(ActorSystem<?> system, DatasetIndexing indexing, Asking asking) {
    this.system = system;
    this.indexing = indexing;
    this.asking = asking;
  }

  /** What is known here of a name that is being indexed, or failed to be. */
  synchronized Optional<Work> find(String name) {
    return Optional.ofNullable(works.get(name));
  }

  /** Forgets a failure. */
  synchronized boolean forgetFailure(String name) {
    return find(name).filter(work -> work.failure() != null).isPresent()
        && works.remove(name) != null;
  }

  /** Begins to index, or joins the indexing of the same thing that runs already. */
  synchronized Work begin(String name, DatasetIndexing.Source source) {
    var running = find(name).filter(work -> work.failure() == null);
    if (running.isPresent()) {
      return running.filter(work -> work.source().equals(source)).orElseThrow(() -> busy(name));
    }
    var underWay = works.values().stream().filter(work -> work.failure() == null).count();
    if (underWay >= MAX_RUNNING || (works.size() >= MAX_WORKS && !works.containsKey(name))) {
      throw Problem.of(ProblemCode.OVERLOADED, underWay + " datasets are being indexed already")
          .retryAfter(Duration.ofSeconds(5))
          .exception();
    }
    return switch (indexing.start(name, source)) {
      case Start.Begun(var begun) -> remember(new Work(name, source, begun, null));
      case Start.Refused(var field, var detail, var hint) ->
          throw refusal(new Start.Refused(field, detail, hint));
    };
  }

  /** Ends the request with a problem when packages cannot be written where they are to be. */
  void holdPack(DatasetIndexing.Source source) {
    indexing
        .refusalOfPack(source)
        .ifPresent(refused -> {
          throw refusal(refused);
        });
  }

  private static RuntimeException refusal(Start.Refused refused) {
    return Problem.of(ProblemCode.DATASET_REFUSED, refused.detail())
        .hint(refused.hint())
        .with("field", refused.field())
        .exception();
  }

  private Work remember(Work work) {
    works.put(work.name(), work);
    work.indexing()
        .outcome()
        .thenCompose(outcome -> settle(outcome, work.source()))
        .whenComplete((outcome, fault) -> ended(work, outcome, fault));
    return work;
  }

  private static RuntimeException busy(String name) {
    return Problem.of(
            ProblemCode.DATASET_BUSY, "dataset " + name + " is being indexed from another place")
        .retryAfter(Duration.ofSeconds(5))
        .exception();
  }

  private CompletionStage<Outcome> settle(Outcome outcome, DatasetIndexing.Source source) {
    return switch (outcome) {
      case Outcome.Indexed(var entry) ->
          register(entry.packedTo(source.pack())).thenApply(reply -> outcome);
      case Outcome.Failed failed -> CompletableFuture.completedStage(failed);
    };
  }

  private CompletionStage<CatalogReply> register(DatasetEntry entry) {
    return Patterns.retry(
        () -> asking.catalogLater(r -> new CatalogCommand.RegisterDataset(entry, r)),
        REGISTER_ATTEMPTS,
        REGISTER_PAUSE,
        system.classicSystem().scheduler(),
        system.executionContext());
  }

  private synchronized void ended(Work work, @Nullable Outcome outcome, @Nullable Throwable fault) {
    if (outcome instanceof Outcome.Indexed) {
      works.remove(work.name());
    } else {
      var failure =
          outcome instanceof Outcome.Failed failed
              ? failed
              : new Outcome.Failed(
                  "the catalog did not take the manifest: " + fault, "Register the dataset again.");
      works.put(work.name(), new Work(work.name(), work.source(), work.indexing(), failure));
    }
  }
}
