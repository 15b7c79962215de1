package dev.sheaf.http.fake;

import dev.sheaf.http.dataset.DatasetIndexing;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An indexer whose outcome the test decides. */
public final class FakeIndexing implements DatasetIndexing {
  /** The outcome of the indexing that runs. */
  public volatile CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  @Override
  public Optional<Start.Refused> refusalOfPack(Source source) {
    return source.pack().contains("denied")
        ? Optional.of(new Start.Refused("pack", "it is read-only", "Name another."))
        : Optional.empty();
  }

  @Override
  public Start start(String name, Source source) {
    if (source.uri().getPath().contains("absent")) {
      return new Start.Refused(
          "uri", "there is no folder " + source.uri().getPath(), "Check its name.");
    }
    var mine = new CompletableFuture<Outcome>();
    outcome = mine;
    return new Start.Begun(
        new Indexing() {
          @Override
          public long done() {
            return 30;
          }

          @Override
          public long total() {
            return 100;
          }

          @Override
          public CompletionStage<Outcome> outcome() {
            return mine;
          }
        });
  }
}
