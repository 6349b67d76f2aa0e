/** A function in Python, and what it imports by module. */
interface Helper {
  readonly imports: readonly (readonly [string, readonly string[]])[];
  readonly code: string;
}

/** The names of the functions. */
export type HelperName = 'check_patterns' | 'read_yaml';

/** Functions that a module defines where its models need them. */
export const HELPERS: Readonly<Record<HelperName, Helper>> = {
  check_patterns: {
    imports: [
      ['re', []],
      ['pydantic', ['BaseModel', 'TypeAdapter']],
    ],
    code: `def check_patterns(model: BaseModel, patterns: dict[str, TypeAdapter]) -> None:
    """Checks the values of keys that are known by a pattern only."""
    for key, value in (model.model_extra or {}).items():
        for pattern, adapter in patterns.items():
            if re.search(pattern, key):
                adapter.validate_python(value)
`,
  },
  read_yaml: {
    imports: [
      ['yaml', []],
      ['typing', ['Any']],
    ],
    code: `def read_yaml(text: str) -> Any:
    """Reads the YAML inside of a text."""
    if not isinstance(text, str):
        raise ValueError("this is no text")
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError("this is no YAML") from error
`,
  },
};
