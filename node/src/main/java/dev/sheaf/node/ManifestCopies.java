package dev.sheaf.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every node has every dataset's manifest, so that none is lost with a node: the
 * journal holds only its hash.
 *
 * <p>A manifest is spread before its registration is answered, and once more by a node that leaves;
 * a node that joins gathers those of the catalog before it is ready. Blocks; nothing here fails,
 * what could not be copied is in the log.
 */
final class ManifestCopies {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestCopies.class);
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long GATHER_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PAGE = 1000;

  private final ActorSystem<?> system;
  private final Entities entities;
  private final ClusterView cluster;
  private final ManifestStore manifests;
  private final HttpPeers peers;

  /** Where manifests are, and who else is there. */
  record Ports(Entities entities, ClusterView cluster, ManifestStore manifests, HttpPeers peers) {}

  ManifestCopies(ActorSystem<?> system, Ports ports) {
    this.system = system;
    this.entities = ports.entities();
    this.cluster = ports.cluster();
    this.manifests = ports.manifests();
    this.peers = ports.peers();
  }

  /** Has every other node that is up keep a manifest that this one has. */
  void spread(DatasetVersion version) {
    spread(version, System.nanoTime() + SPREAD_NANOS);
  }

  private void spread(DatasetVersion version, long deadlineNanos) {
    var threads = new ArrayList<Thread>();
    for (var member : OtherNodes.of(cluster)) {
      threads.add(Thread.startVirtualThread(() -> spread(version, member, deadlineNanos)));
    }
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void spread(DatasetVersion version, Member to, long deadlineNanos) {
    try {
      peers.keep(to.dataAddress(), version, deadlineNanos);
    } catch (IOException failed) {
      LOG.warn("{} has no copy of the manifest of {}: {}", to.id(), version, failed.toString());
    }
  }

  /** Has every other node keep what is in use here; takes no longer than {@code patience}. */
  void spreadAll(Duration patience) {
    var deadline = System.nanoTime() + patience.toNanos();
    manifests.inUse().forEach(version -> spread(version, deadline));
  }

  /** Fetches the manifests of all datasets from those who have them. */
  void gather() throws InterruptedException {
    var deadline = System.nanoTime() + GATHER_NANOS;
    try {
      for (var cursor = ""; ; ) {
        var page = page(cursor, deadline);
        for (var entry : page.entries()) {
          fetch(entry.version(), deadline);
          cursor = entry.version().dataset();
        }
        if (!page.more()) {
          return;
        }
      }
    } catch (IOException failed) {
      LOG.warn("not every manifest is copied yet: {}", failed.toString());
    }
  }

  private CatalogReply.DatasetsAre page(String cursor, long deadlineNanos)
      throws IOException, InterruptedException {
    while (true) {
      try {
        var reply =
            AskPattern.<CatalogCommand, CatalogReply>ask(
                    entities.of(CATALOG, CatalogCommand.ID),
                    replyTo -> new CatalogCommand.ListDatasets(cursor, PAGE, replyTo),
                    PATIENCE,
                    system.scheduler())
                .toCompletableFuture()
                .get();
        if (reply instanceof CatalogReply.DatasetsAre page) {
          return page;
        }
        throw new IOException("the catalog answered " + reply);
      } catch (ExecutionException late) {
        if (System.nanoTime() > deadlineNanos) {
          throw new IOException("the catalog does not answer", late);
        }
      }
    }
  }

  /** Others make known where they are heard only some time after this node has joined them. */
  private void fetch(DatasetVersion version, long deadlineNanos) {
    while (true) {
      try {
        manifests.open(version);
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > deadlineNanos) {
          LOG.warn("no copy of the manifest of {}: {}", version, notYet.toString());
          return;
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }
}
