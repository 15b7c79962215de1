package dev.sheaf.lambda.local.permission;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What whoever signs may do: everything but what was denied. */
public final class Permissions {
  /** Stands for every function. */
  public static final String EVERY_FUNCTION = "*";

  private final Set<Denial> denials = ConcurrentHashMap.newKeySet();

  private record Denial(String action, String function) {}

  /**
   * From now on this is denied.
   *
   * @param action as IAM names it, {@code lambda:InvokeFunction}
   * @param function its name, or {@link #EVERY_FUNCTION}
   */
  public void deny(String action, String function) {
    denials.add(new Denial(action, function));
  }

  /** Nothing is denied any more. */
  public void allowAll() {
    denials.clear();
  }

  /** Whether this may be done to this function. */
  public boolean allow(String action, String function) {
    return !denials.contains(new Denial(action, function))
        && !denials.contains(new Denial(action, EVERY_FUNCTION));
  }
}
