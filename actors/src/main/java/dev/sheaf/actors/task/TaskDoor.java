package dev.sheaf.actors.task;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.books.TaskFigures;
import dev.sheaf.policies.task.Stage;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.task.Cell;
import java.util.List;
import java.util.Optional;

/** Where runs of tasks are asked for, and what came of them is found; of one node. */
public interface TaskDoor {
  /**
   * What is to be done.
   *
   * @param name of the run; empty: one is made up
   * @param stages in any order
   * @param rows that are wanted of each result
   * @param engines that may do it, the most wanted first; none: all that there are
   * @param timeoutNanos a task that takes longer is begun a second time
   * @param patienceNanos a run that takes longer fails
   * @param payer the job that functions are billed to
   */
  record Wish(
      String name,
      Source source,
      List<Stage> stages,
      Rows rows,
      List<String> engines,
      long timeoutNanos,
      long patienceNanos,
      Payer payer) {
    /** A wish that owns its lists. */
    public Wish {
      stages = List.copyOf(stages);
      engines = List.copyOf(engines);
    }
  }

  /** Where rows come from. */
  sealed interface Source {
    /** The dataset that they are in. */
    DatasetVersion version();

    /** Samples by id, in no order of time. */
    record Samples(DatasetVersion version) implements Source {}

    /** The images of a folder in the order of their names. */
    record Sequence(DatasetVersion version) implements Source {}

    /** The frames of a motion-JPEG file. */
    record Movie(DatasetVersion version, String key) implements Source {}
  }

  /**
   * Rows from the first to the last, or fewer of them.
   *
   * @param last -1: the source's last
   * @param step every so many-th
   */
  record Rows(long first, long last, long step) {
    /** All of them. */
    public static final Rows ALL = new Rows(0, -1, 1);
  }

  /** What came of a wish. */
  sealed interface Answer {
    /** It is being done. */
    record Begun(View view) implements Answer {}

    /** Something in it is not as it must be. */
    record Refused(List<Flaw> flaws) implements Answer {
      /** A refusal that owns its list. */
      public Refused {
        flaws = List.copyOf(flaws);
      }
    }

    /** A run of this name is under way. */
    record NameTaken(String name) implements Answer {}

    /** So many runs are under way already. */
    record Full(int runs) implements Answer {}
  }

  /** How a run is. */
  enum Phase {
    /** A movie's frames are being found. */
    INDEXING,
    /** Tasks are being done. */
    RUNNING,
    /** All rows are there. */
    DONE,
    /** It cannot be done. */
    FAILED,
    /** It was called off. */
    CANCELLED
  }

  /**
   * A run.
   *
   * @param why it failed; empty when it did not
   * @param rows that are wanted
   * @param known rows of results that were there before; 0 while that is not known
   * @param figures of its tasks, without the one that finds frames
   * @param results stages whose rows it gives
   */
  record View(
      String name,
      Phase phase,
      String why,
      long rows,
      long known,
      TaskFigures figures,
      long costPicoUsd,
      List<String> results) {
    /** A view that owns its list. */
    public View {
      results = List.copyOf(results);
    }
  }

  /**
   * A row of a result.
   *
   * @param decodedOnly whether it has the pixels of its source; else something was done to them
   */
  record ResultRow(long row, int label, Cell cell, boolean decodedOnly) {}

  /** Begins it; blocks while the dataset is looked at. */
  Answer begin(Wish wish);

  /** A run that is under way, or was among the latest. */
  Optional<View> find(String name);

  /** All of these, in order of name. */
  List<View> list();

  /** Calls a run off; it is over soon. */
  boolean cancel(String name);

  /**
   * Rows of a result, in order, fewer than asked for where they are large; empty when one of them
   * is not there (any more).
   *
   * @param from the first by its place among the wanted rows
   */
  Optional<List<ResultRow>> rows(String name, String stage, long from, int count);

  /** What was done so far. */
  default TaskCounts counts() {
    return TaskCounts.NONE;
  }

  /** The engines that there are. */
  List<String> engines();
}
