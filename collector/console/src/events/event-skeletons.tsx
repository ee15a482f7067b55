const places = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** Grey rows where events will be; the style sheet shows them only after 150 ms. */
export function EventSkeletons() {
  return (
    <div className="event-list skeletons" aria-busy="true">
      {places.map((place) => (
        <div key={place} className="event-row">
          <span className="skeleton event-thumbnail" />
          <span className="event-row-words">
            <span className="skeleton skeleton-line" style={{ width: '70%' }} />
            <span className="skeleton skeleton-line" style={{ width: '45%' }} />
          </span>
        </div>
      ))}
    </div>
  )
}
