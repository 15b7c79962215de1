package dev.sheaf.http.s3;

import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The datasets as buckets. A request sees one version from its beginning to its end; another
 * version is seen a second after its registration at the latest. While the catalog does not answer,
 * the version that was current is served on.
 *
 * <p><i>Cost:</i> one question to the catalog a second and bucket, and what a bucket's order costs,
 * for the current version of each dataset that was read.
 */
final class Buckets {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A catalog that did not answer is not waited for again before so long. */
  private static final long UNANSWERED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int PAGE = 1000;
  private static final int MOST_BUCKETS = 10_000;

  private final Asking asking;
  private final Manifests manifests;
  private final ConcurrentHashMap<String, Shelf> shelves = new ConcurrentHashMap<>();

  Buckets(Asking asking, Manifests manifests) {
    this.asking = asking;
    this.manifests = manifests;
  }

  /** What is known of one name. */
  private final class Shelf {
    private @Nullable Bucket bucket;
    private long freshUntilNanos;

    synchronized Optional<Bucket> current(String name) {
      if (bucket != null && System.nanoTime() - freshUntilNanos < 0) {
        return Optional.of(bucket);
      }
      try {
        var entry = entry(name);
        bucket = entry.isEmpty() ? null : opened(entry.get());
        freshUntilNanos = System.nanoTime() + FRESH_NANOS;
      } catch (ProblemException unanswered) {
        // What was current is served while the catalog is being moved.
        if (bucket == null) {
          throw unanswered;
        }
        freshUntilNanos = System.nanoTime() + UNANSWERED_NANOS;
      }
      return Optional.ofNullable(bucket);
    }

    private Bucket opened(DatasetEntry entry) {
      if (bucket != null && bucket.version().equals(entry.version())) {
        return bucket;
      }
      try {
        return Bucket.of(entry, manifests.open(entry.version()));
      } catch (IOException absent) {
        throw new S3Exception(
            S3Error.SLOW_DOWN,
            "The manifest of " + entry.version().dataset() + " is not here yet; try again");
      }
    }
  }

  /** The bucket that the current version of a dataset is; empty for another tenant's. */
  Optional<Bucket> find(String name) {
    if (!Names.PATTERN.matcher(name).matches() || !Caller.current().sees(name)) {
      return Optional.empty();
    }
    var found = shelves.computeIfAbsent(name, absent -> new Shelf()).current(name);
    if (found.isEmpty()) {
      shelves.remove(name);
    }
    return found;
  }

  private Optional<DatasetEntry> entry(String name) {
    return switch (asking.catalog(r -> new CatalogCommand.FindDataset(name, r))) {
      case CatalogReply.DatasetIs(var entry, var _) -> Optional.of(entry);
      case CatalogReply.NoSuchDataset _ -> Optional.empty();
      case CatalogReply other -> throw unexpected(other);
    };
  }

  /** The names of all datasets of the caller in order, up to {@value #MOST_BUCKETS}. */
  List<String> names() {
    var names = new ArrayList<String>();
    while (names.size() < MOST_BUCKETS) {
      var cursor = names.isEmpty() ? "" : names.getLast();
      switch (asking.catalog(r -> new CatalogCommand.ListDatasets(cursor, PAGE, r))) {
        case CatalogReply.DatasetsAre(var entries, var more) -> {
          entries.forEach(entry -> names.add(entry.version().dataset()));
          if (!more) {
            return names;
          }
        }
        case CatalogReply other -> throw unexpected(other);
      }
    }
    return names;
  }

  private static IllegalStateException unexpected(CatalogReply reply) {
    return new IllegalStateException("the catalog answered out of turn: " + reply);
  }
}
