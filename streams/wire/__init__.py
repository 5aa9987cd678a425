"""Values on a topic and lines of a file: read with bounds, written as Avro or JSON."""
