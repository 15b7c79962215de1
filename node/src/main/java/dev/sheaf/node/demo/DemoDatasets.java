package dev.sheaf.node.demo;

import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.DatasetException;
import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.dataset.IndexPass;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.cli.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes folders of images into registered datasets of a node, and says how far it is. */
record DemoDatasets(SheafNode node, Consumer<String> print) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long EVERY_SECONDS = 2;
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);

  /** Indexes a folder and registers it. */
  DatasetEntry register(String name, Path place) throws DemoException, IOException {
    print.accept("indexing " + place);
    var entry = index(name, place);
    if (entry.classes().size() < 2) {
      throw new DemoException(
          place + " has fewer than two classes: give a folder with a folder of images per class");
    }
    if (!entry.note().isEmpty()) {
      print.accept(entry.note());
    }
    var catalog = node.entities().of(CATALOG, CatalogCommand.ID);
    DemoRun.await(
        AskPattern.<CatalogCommand, CatalogReply>ask(
            catalog,
            replyTo -> new CatalogCommand.RegisterDataset(entry, replyTo),
            PATIENCE,
            node.system().scheduler()));
    print.accept(
        "%s: %,d samples in %d classes, %,d packages"
            .formatted(name, entry.samples(), entry.classes().size(), entry.packages()));
    return entry;
  }

  private DatasetEntry index(String name, Path place) throws DemoException, IOException {
    var indexer = new DatasetIndexer(node.storage().origin(), node.storage().manifests());
    var pass = indexer.pass(place.toUri());
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<DatasetEntry> work = () -> indexer.index(pass, name, "auto");
      return watched(thread.submit(work), pass);
    }
  }

  /** The outcome of a pass; prints how far it is while that takes long. */
  private DatasetEntry watched(Future<DatasetEntry> work, IndexPass pass)
      throws DemoException, IOException {
    while (true) {
      try {
        return work.get(EVERY_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException notYet) {
        print.accept("indexing " + Figures.bar(pass.done(), pass.total()));
      } catch (ExecutionException failed) {
        throw explained(failed);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoException("interrupted");
      }
    }
  }

  private static DemoException explained(ExecutionException failure) throws IOException {
    return switch (failure.getCause()) {
      case DatasetException unfit -> new DemoException(unfit.getMessage() + ": " + unfit.hint());
      case OriginException unreadable -> new DemoException(String.valueOf(unreadable.getMessage()));
      case IOException other -> throw other;
      case null, default -> throw new IllegalStateException("indexing broke", failure);
    };
  }
}
