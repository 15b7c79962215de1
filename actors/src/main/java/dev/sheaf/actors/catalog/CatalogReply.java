package dev.sheaf.actors.catalog;

import dev.sheaf.actors.ControlMessage;
import java.util.List;

/** What the {@code Catalog} answers. */
public sealed interface CatalogReply extends ControlMessage {
  /** The current version of a dataset; {@code fresh} when this very command made it so. */
  record DatasetIs(DatasetEntry entry, boolean fresh) implements CatalogReply {}

  /** No dataset has this name; {@code nearest} is the most similar name, or empty. */
  record NoSuchDataset(String name, String nearest) implements CatalogReply {}

  /** A page of datasets; {@code more} when others follow. */
  record DatasetsAre(List<DatasetEntry> entries, boolean more) implements CatalogReply {
    /** A page that owns its list. */
    public DatasetsAre {
      entries = List.copyOf(entries);
    }
  }

  /** The dataset is forgotten. */
  record Forgotten(String name) implements CatalogReply {}

  /** The cache policy that was chosen for a dataset; empty when none was. */
  record PolicyIs(String name, String policy) implements CatalogReply {}

  /** The name is taken now; {@code fresh} when by this very command. */
  record NameIs(String name, boolean fresh) implements CatalogReply {}

  /** A page of names; {@code more} when others follow. */
  record NamesAre(List<String> names, boolean more) implements CatalogReply {
    /** A page that owns its list. */
    public NamesAre {
      names = List.copyOf(names);
    }
  }
}
