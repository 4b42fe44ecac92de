import { Icon } from "./icon.tsx";

interface Props {
  value: number;
  max: number;
  /** What is counted, for screen readers: "Quantity of Fox". */
  label: string;
  small?: boolean;
  /** Where given, minus at 1 removes. */
  onRemove?: () => void;
  onChange: (value: number) => void;
}

/** Minus, the number, plus. Bounded by what is there. */
export function Stepper({ value, max, label, small = false, onRemove, onChange }: Props) {
  const removes = value <= 1 && onRemove !== undefined;
  return (
    <div className={small ? "step s" : "step"} role="group" aria-label={label}>
      <button
        type="button"
        aria-label={removes ? "Remove" : "One fewer"}
        disabled={value <= 1 && !onRemove}
        onClick={() => (removes ? onRemove() : onChange(value - 1))}
      >
        <Icon name={removes ? "bin" : "minus"} />
      </button>
      <output>{value}</output>
      <button
        type="button"
        aria-label="One more"
        disabled={value >= max}
        onClick={() => onChange(value + 1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
