package dev.sheaf.actors.dataset;

import static dev.sheaf.actors.dataset.ManifestFormat.U32;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The samples of each object of a dataset version, in the order in which they lie there: the way
 * back from the ids, which a layout has shuffled.
 *
 * <p><i>Cost:</i> 4 bytes a sample off the heap where each is an object of its own. In archives
 * neighbours have neighbouring ids, and 16 bytes a run of them are kept, which has a megabyte or
 * more in all but small datasets. Made by going through all samples once.
 */
public final class SamplePlaces {
  private final @Nullable MemorySegment singles;
  private final Runs runs;

  private SamplePlaces(@Nullable MemorySegment singles, Runs runs) {
    this.singles = singles;
    this.runs = runs;
  }

  /** A run of samples that are neighbours both by id and by place. */
  private record Run(int object, long place, long firstId, int count) {}

  /**
   * Runs in order of object and place.
   *
   * @param first the number of each object's first run, and behind the last the count
   * @param begins how many samples of its object lie before a run
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Runs(int[] first, long[] firstIds, int[] begins, int[] counts) {
    static final Runs NONE = new Runs(new int[0], new long[0], new int[0], new int[0]);
  }

  /** The places of the samples of {@code manifest}. */
  public static SamplePlaces of(Manifest manifest) {
    var singles = singles(manifest);
    return new SamplePlaces(singles, singles == null ? runs(manifest) : Runs.NONE);
  }

  /** The id of each object's only sample, by object; null where one has several, or none. */
  private static @Nullable MemorySegment singles(Manifest manifest) {
    var samples = manifest.table().samples();
    if (samples != manifest.objects()) {
      return null;
    }
    var ids = Arena.ofAuto().allocate(samples * Integer.BYTES);
    for (long id = 0; id < samples; id++) {
      var at = (long) manifest.objectOf(id) * Integer.BYTES;
      if (ids.get(U32, at) != 0) {
        return null;
      }
      ids.set(U32, at, (int) id + 1);
    }
    return ids;
  }

  private static Runs runs(Manifest manifest) {
    var found = apart(manifest, found(manifest));
    var first = new int[manifest.objects() + 1];
    var firstIds = new long[found.size()];
    var begins = new int[found.size()];
    var counts = new int[found.size()];
    for (int r = 0; r < found.size(); r++) {
      var run = found.get(r);
      first[run.object() + 1] = r + 1;
      firstIds[r] = run.firstId();
      counts[r] = run.count();
      var follows = r > 0 && found.get(r - 1).object() == run.object();
      begins[r] = follows ? begins[r - 1] + counts[r - 1] : 0;
    }
    for (int object = 1; object < first.length; object++) {
      first[object] = Math.max(first[object], first[object - 1]);
    }
    return new Runs(first, firstIds, begins, counts);
  }

  private static List<Run> found(Manifest manifest) {
    var found = new ArrayList<Run>();
    var samples = manifest.table().samples();
    for (long id = 0; id < samples; ) {
      var object = manifest.objectOf(id);
      var place = manifest.placeOf(id);
      var first = id;
      var before = place;
      for (id++; id < samples && manifest.objectOf(id) == object; id++) {
        if (manifest.placeOf(id) <= before) {
          break;
        }
        before = manifest.placeOf(id);
      }
      found.add(new Run(object, place, first, Math.toIntExact(id - first)));
    }
    return found;
  }

  /**
   * Runs of which none begins inside another: ids may leap over a part of an object whose samples
   * have other ids, and then a run is cut there.
   */
  private static List<Run> apart(Manifest manifest, List<Run> found) {
    var runs = sorted(found);
    for (var cut = true; cut; ) {
      cut = false;
      var pieces = new ArrayList<Run>();
      for (int r = 0; r < runs.size(); r++) {
        var run = runs.get(r);
        var next = r + 1 < runs.size() ? runs.get(r + 1) : null;
        var before = next == null ? run.count() : before(manifest, run, next);
        pieces.add(new Run(run.object(), run.place(), run.firstId(), before));
        if (before < run.count()) {
          cut = true;
          var id = run.firstId() + before;
          pieces.add(new Run(run.object(), manifest.placeOf(id), id, run.count() - before));
        }
      }
      runs = sorted(pieces);
    }
    return runs;
  }

  private static List<Run> sorted(List<Run> runs) {
    runs.sort(Comparator.comparingInt(Run::object).thenComparingLong(Run::place));
    return runs;
  }

  /** How many samples of a run lie before another begins. */
  private static int before(Manifest manifest, Run run, Run next) {
    if (next.object() != run.object()) {
      return run.count();
    }
    var from = 1;
    var to = run.count();
    while (from < to) {
      var middle = (from + to) >>> 1;
      if (manifest.placeOf(run.firstId() + middle) < next.place()) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** How many samples lie in an object. */
  public int count(int object) {
    if (singles != null) {
      return 1;
    }
    var last = runs.first()[object + 1] - 1;
    return last < runs.first()[object] ? 0 : runs.begins()[last] + runs.counts()[last];
  }

  /** The id of sample {@code n} of an object, in order of place. */
  public long id(int object, int n) {
    if (singles != null) {
      return singles.get(U32, (long) object * Integer.BYTES) - 1L;
    }
    var found =
        Arrays.binarySearch(runs.begins(), runs.first()[object], runs.first()[object + 1], n);
    var run = found >= 0 ? found : -found - 2;
    return runs.firstIds()[run] + n - runs.begins()[run];
  }
}
