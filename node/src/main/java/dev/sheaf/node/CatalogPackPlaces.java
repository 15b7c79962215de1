package dev.sheaf.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.tier.PackPlaces;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What the catalog says of where packages are written back to, by the dataset's name.
 *
 * <p>The first who asks waits for the catalog; after that the answer is a minute old at most, and
 * is renewed beside the reads. While the catalog is out of reach, the last answer holds.
 */
final class CatalogPackPlaces implements PackPlaces {
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ActorSystem<?> system;
  private final Entities entities;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(CompletableFuture<Optional<URI>> place, long askedNanos) {
    boolean old() {
      return System.nanoTime() - askedNanos > FRESH_NANOS;
    }
  }

  CatalogPackPlaces(ActorSystem<?> system, Entities entities) {
    this.system = system;
    this.entities = entities;
  }

  @Override
  public Optional<URI> of(DatasetVersion version) {
    var name = version.dataset();
    var known = answers.get(name);
    if (known == null) {
      known = answers.computeIfAbsent(name, absent -> ask(absent, Optional.empty()));
    } else if (known.old() && known.place().isDone()) {
      var last = known.place().join();
      answers.replace(name, known, ask(name, last));
      return last;
    }
    return known.place().join();
  }

  /** Never fails: {@code last} holds when the catalog does not answer. */
  private Answer ask(String name, Optional<URI> last) {
    var place =
        AskPattern.<CatalogCommand, CatalogReply>ask(
                entities.of(CATALOG, CatalogCommand.ID),
                replyTo -> new CatalogCommand.FindDataset(name, replyTo),
                PATIENCE,
                system.scheduler())
            .thenApply(reply -> placeIn(reply))
            .exceptionally(late -> last)
            .toCompletableFuture();
    return new Answer(place, System.nanoTime());
  }

  private static Optional<URI> placeIn(CatalogReply reply) {
    return reply instanceof CatalogReply.DatasetIs(DatasetEntry entry, var _)
        ? entry.packPlace()
        : Optional.empty();
  }
}
