package dev.sheaf.http.fake;

import dev.sheaf.actors.task.TaskDoor;
import dev.sheaf.policies.books.TaskFigures;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.wire.task.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A fake door of tasks: runs are in the phase that is set, and give two rows. */
public final class FakeTasks implements TaskDoor {
  /** What was asked for, by name. */
  public final TreeMap<String, Wish> wishes = new TreeMap<>();

  /** What is wrong with every wish. */
  public volatile List<Flaw> flaws = List.of();

  /** The phase of every run. */
  public volatile Phase phase = Phase.DONE;

  /** Whether there is room for another run. */
  public volatile boolean full;

  /** Whether the rows had to make room. */
  public volatile boolean gone;

  @Override
  public synchronized Answer begin(Wish wish) {
    if (!flaws.isEmpty()) {
      return new Answer.Refused(flaws);
    }
    if (full) {
      return new Answer.Full(64);
    }
    if (wishes.putIfAbsent(wish.name(), wish) != null) {
      return new Answer.NameTaken(wish.name());
    }
    return new Answer.Begun(view(wish.name()));
  }

  private View view(String name) {
    var figures = new TaskFigures(2, 2, 0, 3, 1, 0, null);
    return new View(name, phase, "", 2, 0, figures, 1_500_000, List.of("small"));
  }

  @Override
  public synchronized Optional<View> find(String name) {
    return wishes.containsKey(name) ? Optional.of(view(name)) : Optional.empty();
  }

  @Override
  public synchronized List<View> list() {
    return wishes.keySet().stream().map(this::view).toList();
  }

  @Override
  public boolean cancel(String name) {
    return true;
  }

  @Override
  public Optional<List<ResultRow>> rows(String name, String stage, long from, int count) {
    if (gone) {
      return Optional.empty();
    }
    var rows = new ArrayList<ResultRow>();
    rows.add(new ResultRow(7, 1, Cell.of(new byte[] {1, 2, 3}), false));
    rows.add(new ResultRow(9, 0, Cell.none(Cell.UNDECODABLE), false));
    return Optional.of(rows.subList((int) from, Math.min(2, (int) from + count)));
  }

  @Override
  public List<String> engines() {
    return List.of("local");
  }
}
