package dev.sheaf.sharding.serialization;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.module.SimpleModule;

/**
 * The Jackson module that reads and writes the sealed hierarchies of Sheaf; Akka loads it by name.
 */
public final class SealedHierarchies extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** The module, as Jackson makes it. */
  public SealedHierarchies() {
    super("sheaf-sealed-hierarchies", Version.unknownVersion());
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.insertAnnotationIntrospector(new SealedTypes());
  }
}
