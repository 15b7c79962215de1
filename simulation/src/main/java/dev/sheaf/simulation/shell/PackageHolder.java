package dev.sheaf.simulation.shell;

/** Is told by a conductor which packages are to be kept. */
public interface PackageHolder {
  /** The package is wanted: it is not to be given up for space. */
  void hold(int index, boolean pinned);

  /** The package is wanted, and fetched now, before it is asked for. */
  void load(int index, boolean pinned);

  /** Nobody claims the package any more. */
  void release(int index);
}
