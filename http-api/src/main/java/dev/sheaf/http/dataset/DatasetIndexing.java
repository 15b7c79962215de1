package dev.sheaf.http.dataset;

import dev.sheaf.actors.catalog.DatasetEntry;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Indexes datasets in the background; a port that the node fills. */
public interface DatasetIndexing {
  /**
   * Begins to index what is at {@code uri}, or refuses at once what can be seen to be wrong. Blocks
   * briefly; called on a virtual thread.
   *
   * <p>Where packages are to be written back to, that is tried by a small object which says what
   * lies there.
   */
  Start start(String name, Source source);

  /**
   * Tries a place for packed objects; empty when it can be written to. Blocks briefly.
   *
   * @param source where the dataset's own objects are
   */
  Optional<Start.Refused> refusalOfPack(Source source);

  /**
   * What is to be indexed.
   *
   * @param uri where the objects are
   * @param format auto, folder, tar or cifar
   * @param pack where packages may be written back to; empty for nowhere
   */
  record Source(URI uri, String format, String pack) {}

  /** Whether the indexing began. */
  sealed interface Start {
    /** It runs. */
    record Begun(Indexing indexing) implements Start {}

    /**
     * It cannot run.
     *
     * @param field which of {@code uri}, {@code format} and {@code pack} is wrong
     * @param detail names the value and the rule
     * @param hint what to do
     */
    record Refused(String field, String detail, String hint) implements Start {}
  }

  /** An indexing that runs or has ended. */
  interface Indexing {
    /** Samples indexed so far. */
    long done();

    /** Samples to index; 0 while that is not known. */
    long total();

    /**
     * How it ends; never fails. The manifest is stored by then, the catalog does not know of it.
     */
    CompletionStage<Outcome> outcome();
  }

  /** How an indexing ended. */
  sealed interface Outcome {
    /** The manifest is stored; this is what the catalog should remember. */
    record Indexed(DatasetEntry entry) implements Outcome {}

    /** It failed. */
    record Failed(String detail, String hint) implements Outcome {}
  }
}
