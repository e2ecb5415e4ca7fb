/** One of a few: which part of a list to see. */
import classes from './Segments.module.css';

export function Segments<T extends string>(props: {
  label: string;
  value: NoInfer<T>;
  options: readonly { value: T; label: string; count?: string | undefined }[];
  onChange(value: NoInfer<T>): void;
}) {
  return (
    <div role="radiogroup" aria-label={props.label} className={classes.group}>
      {props.options.map((option) => (
        <label key={option.value} className={classes.option} data-on={option.value === props.value || undefined}>
          <input
            type="radio"
            name={props.label}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
          {option.count ? <span className="num">{option.count}</span> : null}
        </label>
      ))}
    </div>
  );
}
