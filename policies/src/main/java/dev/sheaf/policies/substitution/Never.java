package dev.sheaf.policies.substitution;

/** Delivers what the job asks for, in its order: the baseline. <i>Cost:</i> O(1) a sample. */
public final class Never implements Substitution {
  @Override
  public String name() {
    return "never";
  }

  @Override
  public int[] batch(UnreadSamples unread, int size) {
    var ids = unread.next(size);
    for (var id : ids) {
      unread.read(id);
    }
    return ids;
  }
}
